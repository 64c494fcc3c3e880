/** @file The distributions that intervals and tests need: Student's t, the normal, the binomial with p = 1/2. */

/**
 * P(T ≤ t) for Student's t with a whole number of degrees of freedom, as a finite sum (Abramowitz & Stegun 26.7.3–4).
 * With θ = atan(t/√ν), P(|T| ≤ |t|) is
 * odd ν:   2/π (θ + sin θ (cos θ + 2/3 cos³θ + … + (2·4…(ν−3))/(3·5…(ν−2)) cos^(ν−2) θ))
 * even ν:  sin θ (1 + 1/2 cos²θ + … + (1·3…(ν−3))/(2·4…(ν−2)) cos^(ν−2) θ).
 */
export function tCdf(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  const between = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return (1 + between) / 2;
}

/** The t with P(T ≤ t) = p, for p in [1/2, 1); by bisection until no double lies between. */
export function tQuantile(p: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (tCdf(high, degrees) < p) high *= 2;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2)
    if (tCdf(middle, degrees) < p) low = middle;
    else high = middle;
  return high;
}

/** From here on the continued fraction below converges within its terms; the series is exact up to here. */
const TAIL = 3;
const TERMS = 100;

/**
 * P(Z > z) of the standard normal for z ≥ 0. With φ its density:
 * near 0:   1/2 − φ(z)(z + z³/3 + z⁵/(3·5) + …)                (Abramowitz & Stegun 26.2.11)
 * far out:  φ(z) · 1/(z + 1/(z + 2/(z + 3/(z + …))))            (26.2.14), which keeps its digits however small it gets.
 */
export function normalTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < TAIL) {
    let term = z;
    let sum = z;
    for (let k = 3; term > sum * Number.EPSILON; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = TERMS; k > 0; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The smallest k with P(X ≤ k) > p, for the number X of heads in n throws of a fair coin: Σ_{i ≤ k} C(n, i) / 2ⁿ. */
export function fairCoinQuantile(p: number, n: number): number {
  // In logarithms, as 2⁻ⁿ underflows from n = 1075 on.
  let logarithm = -n * Math.LN2;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += Math.exp(logarithm);
    if (sum > p) return k;
    logarithm += Math.log((n - k) / (k + 1));
  }
  return n;
}
