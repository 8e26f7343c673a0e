"""Makes out/generated/vm_facts.py before anything imports it."""

from build.generate import generate

generate()
