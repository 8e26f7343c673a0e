/* What the files of vm/float share. `long double` is the x87's format: 64 bits of precision, so a result
 * rounds to double once. */
#ifndef VM_FLOAT_FUNCTIONS_H
#define VM_FLOAT_FUNCTIONS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool is_nan(double x) { return x != x; }
static inline double sign_of(double x) { return __builtin_signbit(x) ? -1.0 : 1.0; }

/* x87 primitives: Intel SDM volume 1, 8.3. */
static inline long double scale(long double x, long double power) {
    __asm__("fscale" : "+t"(x) : "u"(power));
    return x;
}
static inline long double round_near(long double x) {
    __asm__("frndint" : "+t"(x));
    return x;
}
static inline long double root(long double x) {
    __asm__("fsqrt" : "+t"(x));
    return x;
}
static inline long double times_log2(long double factor, long double x) { /* x > 0 */
    __asm__("fyl2x" : "+t"(x) : "u"(factor) : "st(1)");
    return x;
}
static inline long double times_log2_1p(long double factor, long double x) { /* |x| < 0.29 */
    __asm__("fyl2xp1" : "+t"(x) : "u"(factor) : "st(1)");
    return x;
}
static inline long double power2_1m(long double x) { /* 2^x - 1; |x| <= 1 */
    __asm__("f2xm1" : "+t"(x));
    return x;
}
static inline long double arctangent(long double y,
                                     long double x) { /* all quadrants, zeros and infinities as atan2() */
    __asm__("fpatan" : "+t"(x) : "u"(y) : "st(1)");
    return x;
}

/* The x87's control word is the default one from here on: rounding to nearest, 64 bits, no exceptions. */
static inline void float_prepare(void) { __asm__ volatile("fninit"); }

#define LN2 0.693147180559945309417232121458176568L
#define LOG2_E 1.442695040888963407359924681001892137L

long double exponential(long double x); /* e^x for any x that isn't NaN */
long double exponential_minus_1(long double x);
long double logarithm_1p(long double x); /* x > -1 */
double power(double x, double y);
long double circular(double x, unsigned shift); /* shift 0: sine, 1: cosine; NaN for infinities */
double sine(double x);
double cosine(double x);
double tangent(double x);
double hypotenuse(double a, double b);
/* special.c; of any double but NaN */
double error_function(double x);
double error_function_complement(double x);
double gamma_function(double x);
double logarithm_of_gamma(double x);

#endif
