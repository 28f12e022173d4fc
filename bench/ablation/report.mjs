// Two-sided 95 % quantiles of Student's t for 1 to 10 degrees of freedom; above, the Cornish-Fisher expansion from
// the normal's, right to 0.003.
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
const quantile = (freedom) => T[freedom - 1] ?? 1.96 + 2.372 / freedom + 2.823 / freedom ** 2

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The sample's standard deviation; undefined for one value. */
export function deviation(values) {
  if (values.length < 2) return undefined
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

/** Mean and 95 % interval of paired differences, by Student's t; no interval for one pair. */
export function pairedInterval(differences) {
  const centre = mean(differences)
  const spread = deviation(differences)
  if (spread === undefined) return { mean: centre }
  const half = (quantile(differences.length - 1) * spread) / Math.sqrt(differences.length)
  return { mean: centre, low: centre - half, high: centre + half }
}

/**
 * What each lever did, from the runs of a series; scores in points of 100.
 *
 * @param {readonly object[]} rows lines of the results' file
 * @throws where a run stands twice, as when the file holds series of several encoders
 */
export function summarise(rows) {
  const cells = new Map()
  for (const { set, lever, seed, value, cpuSeconds } of rows) {
    const cell = cells.get(`${set}|${lever}`) ?? { set, lever, seeds: new Map() }
    cells.set(`${set}|${lever}`, cell)
    if (cell.seeds.has(seed))
      throw new Error(`${set}, ${lever}, seed ${seed} stands twice: give each series a file of its own`)
    cell.seeds.set(seed, { value: 100 * value, cpuSeconds })
  }
  return [...cells.values()].map(({ set, lever, seeds }) => {
    const base = cells.get(`${set}|baseline`)?.seeds ?? new Map()
    const pairs = [...seeds].filter(([seed]) => base.has(seed)).map(([seed, own]) => [own, base.get(seed)])
    const values = [...seeds.values()].map(({ value }) => value)
    return {
      set,
      lever,
      count: values.length,
      mean: mean(values),
      deviation: deviation(values),
      ...(lever !== 'baseline' &&
        pairs.length > 0 && {
          difference: pairedInterval(pairs.map(([own, other]) => own.value - other.value)),
          timeRatio: mean(pairs.map(([own, other]) => own.cpuSeconds / other.cpuSeconds)),
        }),
    }
  })
}

const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`

function scoreCell(found) {
  if (!found) return '–'
  const { count, mean: centre, deviation: spread } = found
  return `${centre.toFixed(1)}${spread === undefined ? '' : ` ± ${spread.toFixed(1)}`} (${count})`
}

/** Bold where the interval leaves out zero. */
function differenceCell(found) {
  if (!found?.difference) return ''
  const { mean: centre, low, high } = found.difference
  if (low === undefined) return signed(centre)
  const cell = `${signed(centre)} [${signed(low)}, ${signed(high)}]`
  return low > 0 || high < 0 ? `**${cell}**` : cell
}

/** A Markdown table: a row for each lever, and for each set its scores and what differs from the baseline. */
export function renderTable(rows) {
  const summary = summarise(rows)
  const sets = [...new Set(summary.map(({ set }) => set))].sort()
  const levers = [...new Set(summary.map(({ lever }) => lever))]
  const head = ['lever', ...sets.flatMap((set) => [set, `${set}: difference`]), 'time ×']
  const lines = levers.map((lever) => {
    const found = sets.map((set) => summary.find((each) => each.set === set && each.lever === lever))
    const ratios = found.flatMap((each) => (each?.timeRatio === undefined ? [] : [each.timeRatio]))
    const time = ratios.length > 0 ? mean(ratios).toFixed(2) : '1'
    return [lever, ...found.flatMap((each) => [scoreCell(each), differenceCell(each)]), time]
  })
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
