import { RandomStream } from '../../base/random.ts'
import type { Origin, Span } from '../records.ts'
import { CLAIMS, FINDINGS, FITTING, FLOWS, NOTES, PROFILES } from './_aml-grammar.ts'
import * as words from './_aml-words.ts'
import { drawText } from './_grammar.ts'
import { drawWord, holder, type Part } from './_pools.ts'

/** The share of suspicious notes. */
const SUSPICIOUS = 0.4
/** The share of notes with a finding of a check. */
const CHECKED = 0.75

/** A made-up note on an account: its entities, its class, and why it is of that class. */
export interface AmlNote {
  readonly text: string
  readonly entities: readonly Span[]
  readonly label: 'suspicious' | 'normal'
  /** What was put together: how money moves, who holds the account, what the holder says. */
  readonly flow: string
  readonly profile: string
  readonly claim: string
  /** What a check found; empty where there was none. */
  readonly finding: string
  readonly origin: Origin
}

/**
 * Made-up notes of anti-money-laundering checks, in Chinese: accounts ACC, amounts AMT, counterparties CPT, persons PER,
 * organisations ORG, channels CHN and dates DAT, and whether the note is suspicious. It is when the way the money moves,
 * the holder and what the holder says do not go together; three of four notes also tell what a check found, in words
 * that both classes share. So no word decides. All of it is synthetic, and none of it is a rule of any authority.
 *
 * @param taken texts that stand in another part already; the new ones are added
 */
export function amlNotes(part: Part, count: number, seed: number, taken: Set<string>): AmlNote[] {
  const stream = new RandomStream(seed, 'aml', part)
  const hold = holder(seed)
  const pools = Object.fromEntries(
    Object.entries(words).flatMap(([name, list]) => (Array.isArray(list) ? [[name, hold(list)]] : [])),
  )
  const lexicon = (slot: string): string => words.amlWord(slot, pools, part, stream)
  const say = (ways: readonly string[]): string => drawWord(hold(ways), part, stream)
  const holdPairs = hold(FINDINGS.map((_, index) => String(index)))
  const notes: AmlNote[] = []
  while (notes.length < count) {
    const isSuspicious = stream.uniform() < SUSPICIOUS
    const [flow, profile, claim] = isSuspicious ? drawOdd(stream) : stream.pick(FITTING)
    const pair = stream.uniform() < CHECKED ? drawWord(holdPairs, part, stream) : undefined
    const finding = pair === undefined ? '' : FINDINGS[Number(pair)]![isSuspicious ? 1 : 0]
    const grammar = {
      finding: [finding && `${stream.pick(OPENINGS)}${finding}。`],
      flow: [say(FLOWS[flow]!)],
      profile: [say(PROFILES[profile]!)],
      claim: [say(CLAIMS[claim]!)],
    }
    const { text, entities } = drawText(stream.pick(NOTES), grammar, lexicon, stream)
    if (taken.has(text)) continue
    taken.add(text)
    const label = isSuspicious ? 'suspicious' : 'normal'
    const origin = { file: `${part}.jsonl`, line: notes.length + 1, id: `${part}-${notes.length + 1}` }
    notes.push({ text, entities, label, flow, profile, claim, finding, origin })
  }
  return notes
}

const OPENINGS = ['', '经查，', '另外，', '核查发现，']

/** Three that do not go together. Each is drawn as often as it is among those that do, lest one alone tell. */
function drawOdd(stream: RandomStream): readonly [string, string, string] {
  for (;;) {
    const [flow, profile, claim] = [stream.pick(FITTING)[0], stream.pick(FITTING)[1], stream.pick(FITTING)[2]]
    if (!FITTING.some((known) => known[0] === flow && known[1] === profile && known[2] === claim))
      return [flow, profile, claim]
  }
}
