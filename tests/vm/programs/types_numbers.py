"""int and float: text and its limits, enormous results, bytes, hexadecimal, special methods."""

import sys


def show(*expressions):
    for expression in expressions:
        try:
            print(expression, eval(expression))
        except Exception as error:
            print(expression, type(error).__name__, error)


show("1 << 10**12", "0 << (1 << 70)", "1 >> (1 << 70)", "(-1) ** (10**30)", "0 ** (10**30)", "1 ** (1 << 100)", "pow(3, 10**30, 7)")
show("int('9' * 4301)", "str(10**4300)", "len(str(10**4299))", "f'{10**5000}'", "'%d' % 10**5000", "hex(16**5000) == '0x1' + '0' * 5000")
show("sys.get_int_max_str_digits()", "sys.set_int_max_str_digits(639)", "sys.set_int_max_str_digits(-1)", "sys.set_int_max_str_digits(10**30)")
sys.set_int_max_str_digits(0)
show("len(str(10**6000))", "int('1' * 6000) % 10**9", "sys.get_int_max_str_digits()")
sys.set_int_max_str_digits(640)
show("int('1' * 641)", "str(10**640)", "int('1' * 640) > 0")
sys.set_int_max_str_digits(maxdigits=4300)
HEXADECIMAL = ["0x1.8p3", "-0X.8P-1", "1", " +1.5 ", "inf", "-Infinity", "nan", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x0p99999999999"]
HEXADECIMAL += ["0x1.fffffffffffff8p1023", "0x1.fffffffffffff7p1023", "1e3", "0x", "", "0xp1", "0x1p", "0x1.0000000000000800000001", "g", "1 2"]
for text in HEXADECIMAL:
    show(f"float.fromhex({text!r})")
for value in (1.5, -0.0, 5e-324, 1e300, -1e-310, float("inf"), 0.1):
    print(value.hex(), float.fromhex(value.hex()) == value)
show("(255).to_bytes()", "(-1).to_bytes(1)", "(128).to_bytes(1, 'big', signed=True)", "(-129).to_bytes(1, signed=True)", "(1).to_bytes(-1)")
show("(1).to_bytes(1, 'x')", "int.from_bytes(b'', 'x')", "int.from_bytes(3)", "int.from_bytes('a')", "int.from_bytes([255, 1], 'little')")
show("int.from_bytes(b'\\xff\\x00', 'little', signed=True)", "(-2).to_bytes(3, 'little', signed=True)", "(0).to_bytes(0, 'big')")
show("divmod(-7, 2)", "divmod(-7.5, 2)", "divmod(7.0, 0)", "divmod(7, 0)", "divmod('a', 1)", "(5).__divmod__(3)", "(5).__rdivmod__(13)")
show("(2.5).__divmod__(1)", "(1).__divmod__('a')", "int.__abs__(-3)", "(-2.5).__abs__()", "(5).__getnewargs__()", "(1.5).__getnewargs__()")
show("round(2.675, 2)", "round(1e300, -299)", "round(25, -1)", "round(1.5, None)", "round(1.5, 'a')", "round(1.7e308, -308)")


class Wrong:
    def __float__(self):
        return 1


class Divides:
    def __divmod__(self, other):
        return "divmod", other

    def __rdivmod__(self, other):
        return "rdivmod", other


show("divmod(Divides(), 2)", "divmod(3, Divides())", "divmod(1.5, Divides())", "divmod('a', Divides())", "divmod(1, 'a')")
show("float(Wrong())", "float(10**400)", "10**400 / 3", "(10**400) / (10**399)", "1.0 + 10**400", "10**400 < 1e308", "-(2**63)")
