/** The bits of float32 numbers as float16, rounded to the nearest, ties to even. @throws RangeError beyond 65504 */
export function toHalf(values) {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return Uint16Array.from(bits, (word, i) => {
    const sign = (word >>> 16) & 0x8000
    const exponent = ((word >>> 23) & 0xff) - 127
    const fraction = word & 0x7fffff
    if (exponent > 15) throw new RangeError(`${values[i]} has no float16`)
    if (exponent < -25) return sign
    // Numbers below 2⁻¹⁴ lose the bits that their small exponent would need.
    const shift = exponent < -14 ? -1 - exponent : 13
    const whole = exponent < -14 ? fraction | 0x800000 : fraction | ((exponent + 15) << 23)
    const half = whole >>> shift
    const rest = whole & ((1 << shift) - 1)
    const tie = 1 << (shift - 1)
    return sign + half + (rest > tie || (rest === tie && half & 1) ? 1 : 0)
  })
}
