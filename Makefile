# Permafrost: `make run` boots it, `make test` checks it. `make help` lists the rest.
#
# Everything generated goes to out/. What stands where: out/generated the facts of vm/*.def, out/kernel and out/hosted
# the two builds of the VM, out/boot the pieces of the ISO. Host tools are Python, in build/.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

CC := gcc
PYTHON := .venv/bin/python
PERMAFROST := .venv/bin/permafrost
RUN_OPTIONS ?=
TEST_OPTIONS ?=
FUZZ ?= image
SECONDS ?= 60
SOAK_SECONDS ?= 7200
# Modules of library/ that the ISO carries, with what they import: all, none, or names as in json,heapq.
LIBRARY ?= all

# --- Sources ---------------------------------------------------------------------------------------------------------

VM_SOURCES := $(wildcard vm/*.c vm/types/*.c vm/library/*.c)
FLOAT_SOURCES := $(wildcard vm/float/*.c)
# The template compiler serves the VM in both builds; the templates themselves are made into tables (build/templates.py).
TEMPLATE_SOURCES := $(addprefix arch/x86_64/templates/,compile.c run.S)
KERNEL_SOURCES := $(VM_SOURCES) $(TEMPLATE_SOURCES) $(wildcard vm/kernel/*.c arch/x86_64/*.c arch/x86_64/*.S boot/*.c boot/*.S)
HOSTED_SOURCES := $(VM_SOURCES) $(FLOAT_SOURCES) $(wildcard vm/host/*.c) $(TEMPLATE_SOURCES)
USER_SOURCES := $(wildcard user/*.c user/*.S)
BRIDGE_SOURCES := $(wildcard boot/bridge/*.c boot/bridge/*.S)
DEFINITIONS := $(wildcard vm/*.def)
COMPILER_SOURCES := $(wildcard build/compiler/*.py build/freeze.py build/generate.py)
FROZEN_SOURCES := $(shell find kernel_py library -name '*.py')

objects = $(addprefix out/$(1)/,$(addsuffix .o,$(2)))
KERNEL_OBJECTS := $(call objects,kernel,$(KERNEL_SOURCES) $(FLOAT_SOURCES))
HOSTED_OBJECTS := $(call objects,hosted,$(HOSTED_SOURCES))
USER_OBJECTS := $(call objects,user,$(USER_SOURCES))
BRIDGE_OBJECTS := $(call objects,bridge,$(BRIDGE_SOURCES))
TEST_KERNEL_OBJECTS := $(call objects,kernel,$(wildcard boot/*.c tests/boot/kernel/*.[cS]))

PROBE_KERNEL_OBJECTS := $(call objects,kernel,$(wildcard arch/x86_64/*.[cS] tests/arch/*.[cS]) vm/format.c \
    boot/information.c boot/symbols.c)

# --- Compiler options ------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
COMMON := -std=c11 $(WARNINGS) -g -fno-strict-aliasing -fno-omit-frame-pointer -ffile-prefix-map=$(CURDIR)=. -I. -Iout/generated -MMD -MP
KERNEL_FLAGS := $(COMMON) -ffreestanding -mno-red-zone -mcmodel=kernel -fno-pie -fno-pic -fno-stack-protector \
    -fcf-protection=none -fno-asynchronous-unwind-tables -fstack-usage
# Without vector registers callees with variable arguments need not be told how many of those are used.
INTEGER_ONLY := -mgeneral-regs-only -mskip-rax-setup
# Without vector registers nothing needs the stack aligned to 16 bytes; vm/float aligns it by itself.
INTEGER_STACK := -mpreferred-stack-boundary=3
# In the kernel, what every decision goes through is compiled for speed, the rest for size
# (where gcc finds variables uninitialized that are not; the hosted build, at -O2, still looks for those).
HOT := $(addprefix vm/,interpreter inline_cache leaf out_of_line heap) \
    $(addprefix vm/types/,class_of table) vm/float/arithmetic \
    $(addprefix vm/kernel/,handles hook ipc lock queue scheduler slab system_call task tree) \
    $(addprefix arch/x86_64/,clock context traps user)
FAST := -O2 -fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels
SMALL := -Oz -fno-tree-dominator-opts -fno-shrink-wrap -fno-ipa-sra -fno-ipa-modref -fno-thread-jumps \
    -fno-if-conversion -fno-tree-tail-merge -fno-tree-sink -fno-tree-dse -Wno-maybe-uninitialized
optimisation = $(if $(filter $(addsuffix .c,$(HOT)),$(1)),$(FAST),$(SMALL))
HOSTED_FLAGS := $(COMMON) -O2 -D_GNU_SOURCE -fno-pie
# The interpreter loop: every register counts, its jumps stay apart, and its short loops stay short.
out/kernel/vm/interpreter.c.o out/hosted/vm/interpreter.c.o: \
    LOOP_FLAGS := -fomit-frame-pointer -fno-gcse -fno-tree-loop-vectorize
USER_FLAGS := $(COMMON) -O2 -ffreestanding $(INTEGER_ONLY) -fno-pie -fno-pic -fno-stack-protector -fcf-protection=none \
    -fno-asynchronous-unwind-tables -static
BRIDGE_FLAGS := -std=c11 $(WARNINGS) -Os -ffreestanding $(INTEGER_ONLY) -mno-red-zone -fno-pie -fno-pic \
    -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables -I. -MMD -MP
LINK := ld -nostdlib -static --build-id=none -z max-page-size=4096 -z noexecstack --no-warn-rwx-segments

# --- What a person asks for ------------------------------------------------------------------------------------------

.PHONY: help run test iso freeze bench debug soak fuzz clean lint format kernel hosted setup
help:
	@echo 'run     boot to the Python prompt in QEMU     (RUN_OPTIONS="--cpus 4 --uefi")'
	@echo 'test    build everything, lint, run all tests (TEST_OPTIONS="-k name")'
	@echo 'iso     out/permafrost.iso (LIBRARY=json,re)  freeze  out/base.img, library.img, policy.img, ...'
	@echo 'kernel  out/kernel.elf                        hosted  out/permafrost-vm, the VM as a program'
	@echo 'debug   run, waiting for gdb                  soak    hundreds of boots        bench  measure'
	@echo 'fuzz    look for crashes   (FUZZ=image SECONDS=600; FUZZ=source)'
	@echo 'lint    check style and types                 format  rewrite to style         clean  remove out/'

run: iso
	@$(PERMAFROST) run $(RUN_OPTIONS)

debug: iso
	@$(PERMAFROST) run --debug $(RUN_OPTIONS)

test: lint iso hosted out/tests/kernel.elf out/tests/probe.elf
	@$(PYTHON) -m pytest -q -n auto --dist loadfile $(TEST_OPTIONS)

soak: iso hosted
	@$(PYTHON) -m pytest -m soak $(TEST_OPTIONS)
	@FUZZ_SECONDS=$(SOAK_SECONDS) GENERATED=5000 $(PYTHON) -m pytest -q -n auto --dist loadfile tests/fuzz \
	    tests/vm/test_generated_programs.py

fuzz: hosted
	@$(PYTHON) -m tests.fuzz.fuzzing $(FUZZ) $(SECONDS)

# Beside CPython and Lua, then the verifier. BENCH_OPTIONS: docs/benchmarks.md; with any, the verifier is left out.
BENCH_OPTIONS ?=
bench: hosted
	@command -v lua5.4 >/dev/null || \
	    { echo 'permafrost: bench needs lua5.4; run: sudo apt-get install lua5.4' >&2; exit 1; }
	@$(PYTHON) -m tests.bench $(BENCH_OPTIONS)
	@$(if $(BENCH_OPTIONS),,$(PYTHON) -m tests.vm.pauses)
	@$(if $(BENCH_OPTIONS),,$(PYTHON) -m pytest -q -m bench -s $(TEST_OPTIONS))

# Each with a recipe that does nothing, or make would say that there is nothing to do.
iso: out/permafrost.iso ; @:
freeze: out/frozen.stamp ; @:
kernel: out/kernel.elf ; @:
hosted: out/permafrost-vm out/base.img out/library.img ; @:

clean:
	rm -rf out

C_FILES = $(shell find vm arch boot user tests -name '*.[ch]')
PYTHON_FILES := build kernel_py library tests
lint: setup out/generated.stamp
	@$(PYTHON) -m ruff check -q $(PYTHON_FILES)
	@$(PYTHON) -m ruff format -q --check $(PYTHON_FILES)
	@$(PYTHON) -m mypy $(PYTHON_FILES)
	@.venv/bin/clang-format --dry-run -Werror $(C_FILES)

format: setup
	@$(PYTHON) -m ruff check -q --fix $(PYTHON_FILES)
	@$(PYTHON) -m ruff format -q $(PYTHON_FILES)
	@.venv/bin/clang-format -i $(C_FILES)

# Runs every time, in milliseconds when nothing is missing.
setup:
	@sh build/setup.sh

# --- Generated facts and frozen images -------------------------------------------------------------------------------

out/generated.stamp: $(DEFINITIONS) vm/value.h vm/object.h vm/image.h build/generate.py build/definitions.py | setup
	@mkdir -p out/generated
	@$(PYTHON) -m build.generate
	@touch $@

out/templates.o: arch/x86_64/templates/templates.S arch/x86_64/templates/offsets.h
	@echo "  AS $<" && $(CC) -I. -c $< -o $@
out/generated/templates.h: out/templates.o build/templates.py out/generated.stamp
	@$(PYTHON) -m build.templates $< $@

# `permafrost freeze` leaves an image alone whose bytes do not change, so that a policy edit relinks no kernel.
out/frozen.stamp: $(COMPILER_SOURCES) $(FROZEN_SOURCES) out/generated.stamp | setup
	@$(PERMAFROST) freeze
	@touch $@

out/base.img out/library.img out/policy.img: out/frozen.stamp
	@test -f $@ || $(PERMAFROST) freeze

# --- Objects ---------------------------------------------------------------------------------------------------------

$(filter-out out/kernel/boot/%,$(KERNEL_OBJECTS)) $(HOSTED_OBJECTS) $(USER_OBJECTS): out/generated.stamp
$(BRIDGE_OBJECTS) $(TEST_KERNEL_OBJECTS) $(PROBE_KERNEL_OBJECTS): | setup

$(foreach build,kernel hosted fuzz $(addprefix variants/,sanitized hostile),out/$(build)/arch/x86_64/templates/compile.c.o): \
    out/generated/templates.h

compile = @mkdir -p $(@D) && echo "  CC $<" && $(CC) $(1) $(LOOP_FLAGS) -c $< -o $@

out/kernel/vm/float/%.c.o: vm/float/%.c
	$(call compile,$(KERNEL_FLAGS) $(call optimisation,$<) -msse2 -mincoming-stack-boundary=3)
out/kernel/%.o: %
	$(call compile,$(KERNEL_FLAGS) $(call optimisation,$<) $(INTEGER_ONLY) $(INTEGER_STACK))
out/hosted/%.o: %
	$(call compile,$(HOSTED_FLAGS))
out/user/%.o: %
	$(call compile,$(USER_FLAGS))
out/bridge/%.o: %
	$(call compile,$(BRIDGE_FLAGS))

out/kernel/boot/base_image.S.o: out/base.img

-include $(shell find out/kernel out/hosted out/user out/bridge -name '*.d' 2>/dev/null)

# --- Programs --------------------------------------------------------------------------------------------------------

out/permafrost-vm: $(HOSTED_OBJECTS)
	@echo "  LINK $@" && $(CC) -no-pie $^ -o $@ -lm

# Two links: the first to learn every function's address, the second with the table of them (boot/symbols.h).
# kernel.debug.elf is for gdb; kernel.elf is the same without debugging information
# and symbols, made only once build/check_kernel.py has found nothing wrong with it.
define link_kernel
	@echo "  LINK $@" && mkdir -p $(@D)
	@$(PYTHON) -m build.symbols out/$(1).first.S
	@$(CC) $(KERNEL_FLAGS) -MF /dev/null -c out/$(1).first.S -o out/$(1).first.o
	@$(LINK) -T boot/kernel.ld $(2) out/$(1).first.o -o out/$(1).first.elf
	@$(PYTHON) -m build.symbols out/$(1).symbols.S out/$(1).first.elf
	@$(CC) $(KERNEL_FLAGS) -MF /dev/null -c out/$(1).symbols.S -o out/$(1).symbols.o
	@$(LINK) -T boot/kernel.ld $(2) out/$(1).symbols.o -o out/$(1).debug.elf
	@$(PYTHON) -m build.check_kernel out/$(1).debug.elf
	@objcopy --strip-all out/$(1).debug.elf $@
endef

LINK_INPUTS := boot/kernel.ld build/symbols.py build/check_kernel.py | setup

out/kernel.elf: $(KERNEL_OBJECTS) $(LINK_INPUTS)
	$(call link_kernel,kernel,$(KERNEL_OBJECTS))

# A kernel that prints what the loader told it, for the tests of the boot path.
out/tests/kernel.elf: $(TEST_KERNEL_OBJECTS) $(LINK_INPUTS)
	$(call link_kernel,tests/kernel,$(TEST_KERNEL_OBJECTS))

# A kernel that checks the machine layer from inside, for the tests of arch/.
out/tests/probe.elf: $(PROBE_KERNEL_OBJECTS) $(LINK_INPUTS)
	$(call link_kernel,tests/probe,$(PROBE_KERNEL_OBJECTS))

USER_PROGRAMS := out/init.elf out/wild.elf
$(USER_PROGRAMS): out/%.elf: out/user/user/start.S.o out/user/user/%.c.o user/user.ld
	@echo "  LINK $@" && $(LINK) -T user/user.ld $(filter %.o,$^) -o $@

out/boot/bridge.elf: $(BRIDGE_OBJECTS) boot/bridge/bridge.ld
	@echo "  LINK $@" && mkdir -p $(@D)
	@$(LINK) -s -T boot/bridge/bridge.ld $(BRIDGE_OBJECTS) -o $@

# --- ISO -------------------------------------------------------------------------------------------------------------

# Limine boots the ISO where it is installed. The file changes when its directory does, or the choice of modules.
LIMINE_DIR ?= $(shell command -v limine >/dev/null && limine --print-datadir)
export LIMINE_DIR
out/boot/iso-options: FORCE
	@mkdir -p $(@D)
	@echo '$(LIMINE_DIR) $(LIBRARY)' | cmp -s - $@ || echo '$(LIMINE_DIR) $(LIBRARY)' >$@

.PHONY: FORCE
FORCE:

out/permafrost.iso: out/kernel.elf out/library.img out/policy.img out/frozen.stamp $(USER_PROGRAMS) out/boot/bridge.elf \
    boot/limine.conf build/iso.py build/boot_images.py out/boot/iso-options | setup
	@$(PERMAFROST) iso --library $(LIBRARY)

# --- Variants of the hosted VM, for tests/vm/test_variants.py ----------------------------------------------------------

VARIANT_sanitized := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -DVM_HOSTILE=2
VARIANT_hostile := -O1 -g0 -Wno-maybe-uninitialized -DVM_HOSTILE=1 -DVM_SWITCH_DISPATCH
VARIANTS := sanitized hostile

define variant_rules
VARIANT_OBJECTS_$(1) := $$(call objects,variants/$(1),$$(HOSTED_SOURCES))
$$(VARIANT_OBJECTS_$(1)): out/generated.stamp
out/variants/$(1)/%.o: %
	$$(call compile,$$(HOSTED_FLAGS) $$(VARIANT_$(1)))
out/variants/$(1)/permafrost-vm: $$(VARIANT_OBJECTS_$(1))
	@echo "  LINK $$@" && $$(CC) -no-pie $$(VARIANT_$(1)) $$^ -o $$@ -lm
-include $$(shell find out/variants/$(1) -name '*.d' 2>/dev/null)
endef
$(foreach variant,$(VARIANTS),$(eval $(call variant_rules,$(variant))))

.PHONY: variants
variants: $(VARIANTS:%=out/variants/%/permafrost-vm)

# --- Fuzzers: tests/fuzz, docs/testing.md ------------------------------------------------------------------------------

# The hosted VM under clang's libFuzzer and sanitizers, with tests/fuzz/ in the place of the program around it. Warnings
# are gcc's to give, in the other builds: clang's come and go with its versions, and are no errors here.
FUZZ_FLAGS := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DVM_FUZZED -DVM_SWITCH_DISPATCH -fno-pie \
    -fno-sanitize=function -Wno-gnu-variable-sized-type-not-at-end -Wno-error
FUZZ_SOURCES := $(filter-out vm/host/%,$(HOSTED_SOURCES)) tests/fuzz/support.c tests/fuzz/image_mutator.c
FUZZ_OBJECTS := $(call objects,fuzz,$(FUZZ_SOURCES))
FUZZERS := image source

$(FUZZ_OBJECTS) $(FUZZERS:%=out/fuzz/tests/fuzz/fuzz_%.c.o): CC := clang
$(FUZZ_OBJECTS) $(FUZZERS:%=out/fuzz/tests/fuzz/fuzz_%.c.o): out/generated.stamp
out/fuzz/%.o: %
	$(call compile,$(HOSTED_FLAGS) $(FUZZ_FLAGS))
out/fuzz/fuzz_%: out/fuzz/tests/fuzz/fuzz_%.c.o $(FUZZ_OBJECTS)
	@echo "  LINK $@" && clang -no-pie -fsanitize=fuzzer,address,undefined $^ -o $@ -lm
-include $(shell find out/fuzz -name '*.d' 2>/dev/null)

.PHONY: fuzzers
fuzzers: $(FUZZERS:%=out/fuzz/fuzz_%)
