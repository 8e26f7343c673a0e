# unittest: cases, assertions, results.
import io, re, unittest
from unittest import TestCase


class T(TestCase):
    @classmethod
    def setUpClass(cls):
        print("class up")

    @classmethod
    def tearDownClass(cls):
        print("class down")

    def setUp(self):
        self.addCleanup(print, "cleanup")
        self.x = 1

    def tearDown(self):
        print("down")

    def test_a(self):
        self.assertEqual(self.x, 1)

    def test_b(self):
        self.assertEqual(self.x, 2)

    def test_c(self):
        1 / 0

    @unittest.skip("why")
    def test_d(self):
        pass

    @unittest.expectedFailure
    def test_e(self):
        self.fail()

    def test_f(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertNotEqual(i, 1)

    def test_g(self):
        with self.assertRaises(ValueError) as c:
            int("x")
        self.assertIn("invalid", str(c.exception))
        self.assertRaises(KeyError, {}.__getitem__, 1)
        with self.assertRaisesRegex(ValueError, "inv.*x"):
            int("x")
        self.assertTrue(1)
        self.assertFalse(0)
        self.assertIs(None, None)
        self.assertIsNone(None)
        self.assertIsInstance(1, int)
        self.assertAlmostEqual(1.00000001, 1)
        self.assertCountEqual([1, 2], [2, 1])
        self.assertLess(1, 2)
        self.assertRegex("abc", "b")
        self.assertDictEqual({1: 2}, {1: 2})

    def test_h(self):
        self.skipTest("later")


for check in (
    lambda t: t.assertEqual(1, 2, "msg"),
    lambda t: t.assertTrue(0),
    lambda t: t.assertIn(1, []),
    lambda t: t.assertIsNone(3),
    lambda t: t.assertRaises(KeyError, int, "3"),
    lambda t: t.assertAlmostEqual(1, 2),
    lambda t: t.assertLess(2, 1),
    lambda t: t.assertIsInstance(1, str),
    lambda t: t.fail("f"),
    lambda t: t.assertRegex("a", "b"),
    lambda t: t.assertIs(1, 2),
    lambda t: t.assertNotIn(1, [1]),
):
    try:
        check(T("test_a"))
    except AssertionError as e:
        print(e)
s = io.StringIO()
r = unittest.main(exit=False, argv=["x"], testRunner=unittest.TextTestRunner(stream=s)).result
print(
    s.getvalue().split("\n")[0],
    s.getvalue().split("\n")[-2],
    r.testsRun,
    len(r.failures),
    len(r.errors),
    len(r.skipped),
    r.wasSuccessful(),
)
print(re.findall("(?:FAIL|ERROR): .*", s.getvalue()))
