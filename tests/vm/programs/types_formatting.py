"""Percent formatting of str and bytes, and the edges of format() and str.format()."""


class Whole:
    def __int__(self):
        return 66

    def __repr__(self):
        return "Wh\xf6le"


class Indexed:
    def __index__(self):
        return 65


class Real:
    def __float__(self):
        return 1.25


class Bytes:
    def __bytes__(self):
        return b"own"


def show(*expressions):
    for expression in expressions:
        try:
            print(expression, ascii(eval(expression)))
        except Exception as error:
            print(expression, type(error).__name__, error)


show("b'%s %b %a %r' % (b'x', bytearray(b'y'), '\\xe9', 'q')", "b'%5.1s|%-4b|' % (b'abc', Bytes())", "b'%c%c%c' % (65, b'B', bytearray(b'C'))")
show("b'%d %5i %-5u| %+x %#o' % (1, -2, 3, 255, 8)", "b'%(k)s %(k)r' % {b'k': b'v'}", "b'%.3f %e %G' % (1.5, 2, Real())")
show("bytearray(b'%s') % b'x'", "type(bytearray(b'%d') % 5).__name__", "b'%%' % ()", "b'%*d|%.*f' % (5, 1, 2, 1.0)")
show("b'%s' % 'text'", "b'%c' % 256", "b'%c' % b'ab'", "b'%d' % 'a'", "b'%f' % b'1'", "b'%y' % 1", "b'%s %s' % b'x'", "b'x' % b'y'")
show("b'%(k)s' % b'x'", "b'%(k' % {}", "b'%i' % None", "b'%.99999999999d' % 1", "b'%' % 1", "b'%s' % memoryview(b'view')")
show("'%d %i %x %c' % (Whole(), 2.9, Indexed(), Indexed())", "'%x' % 1.5", "'%x' % Whole()", "'%d' % '1'", "'%d' % 1j", "'%f' % b'1'")
show("'%06f|%-8.2e|%+G' % (float('inf'), 1.5, 0.0)", "'%5%' % 1", "'%(k)s %s' % {'k': 1}", "'%s %(k)s' % {'k': 1}", "'%(k)*d' % {'k': 3}")
show("'%*d' % (10**30, 1)", "'%.*d' % (10**10, 1)", "'%99999999999999999999d' % 1", "'%a|%r|%5.3s|' % (Whole(), Whole(), 'abcdef')")
show("'%s' % object() == ''", "'x' % object()", "'x' % [1]", "'x' % 'y'", "'%c' % 0x110000", "'%c' % 'ab'", "'%c' % 1.5", "'%\\x01' % 1")
show("'%' % 1", "'%s %' % (1, 2)", "'%l' % 1", "'%ld %hd %Lf' % (1, 2, 3)")
show("format(65, '5c')", "format(65, '<5c') + '|'", "format(True, 'r')", "format(True, 'd')", "format(1, 'zd')", "format('a', 'z')")
show("format(1234567, '_x')", "format(1234567, ',x')", "format(1.5, ',n')", "format('a', ',')", "format(1, '5,\\u20ac')", "format(1, 'abc')")
show("format(1.5, '.400f') == '1.5' + '0' * 399", "format(1e22, ',.2f')", "format(0.0001234567, '.3')", "format(123456789.0, '.3')")
show("'{0!}'.format(1)", "'{0!} '.format(1)", "'{0[}'.format(1)", "'{k[a]b}'.format(k={'a': 1})", "'{0[a:b]}'.format({'a:b': 2})", "'{0!r:}'.format('x')")
show("int('\\u0661\\u0662')", "float('\\xa01\\u0665.5\\u2003')", "complex('\\u0661+\\u0662j')", "int('0x\\u0661f', 16)", "int('\\xb2')", "float('\\u4e00')")
show("int(b'x')", "int(bytearray(b'y'))", "float(b'x')", "float(bytearray(b'y'))", "int(memoryview(b'12'))", "int(memoryview(b'12'), 10)")
