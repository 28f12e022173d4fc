import { currentLanguage, defineTexts, type Language } from '../base/locale.ts'

export { percent } from '../metrics/index.ts'

const say = defineTexts({
  seconds: { zh: '{s} 秒', en: '{s} s' },
  minutes: { zh: '{m} 分 {s} 秒', en: '{m} min {s} s' },
  hours: { zh: '{h} 小时 {m} 分', en: '{h} h {m} min' },
})

/** A length of time as people say it. */
export function duration(seconds: number): string {
  if (seconds < 59.5)
    return say('seconds', { s: seconds < 9.95 ? Number(seconds.toFixed(1)) : Math.round(seconds) })
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return say('minutes', { m: minutes, s: Math.round(seconds) % 60 })
  return say('hours', { h: Math.floor(minutes / 60), m: minutes % 60 })
}

/** A number with the few digits that tell something. */
export const brief = (value: number): string => String(Number(value.toPrecision(3)))

/** A large number as the language counts: 512 万, 5.1 million. In Chinese the unit follows at once: 512 万字, 999 字. */
export function large(n: number, language: Language = currentLanguage()): string {
  if (language === 'en') return n >= 1e6 ? `${(n / 1e6).toFixed(1)} million` : n.toLocaleString('en')
  return n >= 1e8 ? `${(n / 1e8).toFixed(2)} 亿` : n >= 1e5 ? `${Math.round(n / 1e4)} 万` : `${n} `
}
