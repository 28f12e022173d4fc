// Compares two files that `bench/step.mjs --gradients` wrote: for each tensor ‖a − b‖ / ‖a‖.
// node bench/compare-gradients.mjs a.bin b.bin
import { readFileSync } from 'node:fs'

function read(path) {
  const bytes = readFileSync(path)
  const end = bytes.indexOf(10)
  let at = end + 1
  return new Map(
    JSON.parse(bytes.subarray(0, end).toString()).map(({ name, size }) => {
      const values = new Float32Array(
        bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + size * 4),
      )
      at += size * 4
      return [name, values]
    }),
  )
}

const [a, b] = process.argv.slice(2).map(read)
const errors = []
for (const [name, values] of a) {
  // The true gradient of a key's bias is zero.
  if (name.endsWith('key.bias') || !b.has(name)) continue
  const other = b.get(name)
  let [difference, norm] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    difference += (values[i] - other[i]) ** 2
    norm += values[i] ** 2
  }
  errors.push({ name, error: Math.sqrt(difference / norm) })
}
errors.sort((x, y) => y.error - x.error)
const of = (share) => errors[Math.floor((errors.length - 1) * share)].error.toExponential(2)
console.log(`${errors.length} tensors: worst ${of(0)} (${errors[0].name}), median ${of(0.5)}, best ${of(1)}`)
