import { defineTexts } from '../../base/locale.ts'
import { SCENARIO_RECORDS, SCENARIOS, type UnseenNames, writeScenario } from '../../data/index.ts'
import { renderTable } from '../../metrics/index.ts'
import { percent } from '../format.ts'
import { Argument, type Command, newSubcommand, Option } from '../program.ts'
import type { Context } from '../run.ts'
import { readerOf } from '../setting-values.ts'
import { choiceOf, failUsage } from '../usage-errors.ts'

const say = defineTexts({
  about: {
    zh: '生成一份合成数据：hospital 病历实体，aml 反洗钱（实体和可疑与否），faults 200 多类设备故障',
    en: 'make synthetic data: hospital notes, aml notes (entities and suspicion), more than 200 classes of equipment faults',
  },
  scenario: { zh: '场景：hospital、aml 或 faults', en: 'the scenario: hospital, aml or faults' },
  out: { zh: '写到这个目录（必填）', en: 'the folder to write to (required)' },
  records: { zh: '总条数（默认 {counts}）', en: 'records in all (default {counts})' },
  overwrite: { zh: '替换输出目录里的同名文件', en: 'replace files of the same name in the output folder' },
  seed: { zh: '随机种子（默认 1）', en: 'the seed (default 1)' },
  head: {
    zh: '已写到 {folder}：训练 {train} 条，验证 {dev} 条，测试 {test} 条，{classes} 种标签。全部是合成数据。',
    en: 'written to {folder}: train {train}, dev {dev}, test {test} records, {classes} labels. All of it is synthetic.',
  },
  unseen: { zh: '测试部分中训练部分没有的名字：', en: 'names in test that train never shows:' },
  type: { zh: '类型', en: 'type' },
  mentions: { zh: '实体数', en: 'entities' },
  absent: { zh: '没见过的', en: 'unseen' },
  share: { zh: '比例', en: 'share' },
  all: { zh: '合计', en: 'all' },
})

interface Options {
  readonly out?: string
  readonly records?: number
  readonly seed?: number
  readonly overwrite?: boolean
}

/** `hantune data generate SCENARIO --out FOLDER` */
export function dataGenerateCommand({ output }: Context): Command {
  const counts = SCENARIOS.map((name) => `${name} ${SCENARIO_RECORDS[name]}`).join(', ')
  return newSubcommand('generate', say('about', {}), new Argument('<scenario>', say('scenario', {})))
    .addOption(new Option('--out <FOLDER>', say('out', {})))
    .addOption(
      new Option('--records <N>', say('records', { counts })).argParser(
        readerOf({ flag: '--records', sign: 'N' }),
      ),
    )
    .addOption(
      new Option('--seed <N>', say('seed', {})).argParser(readerOf({ flag: '--seed', sign: 'N', from: 0 })),
    )
    .addOption(new Option('--overwrite', say('overwrite', {})))
    .action((given: string, { out, records, seed, overwrite = false }: Options) => {
      const name = choiceOf('SCENARIO', given, SCENARIOS, SCENARIOS.join(', '))
      if (out === undefined) throw failUsage('E_CLI_OPTION_MISSING', { flag: '--out', usage: '--out FOLDER' })
      const written = writeScenario(name, out, {
        ...(records !== undefined && { records }),
        ...(seed !== undefined && { seed }),
        overwrite,
      })
      output.event({ event: 'generated', scenario: name, folder: out, synthetic: true, ...written })
      if (output.json) return
      output.text(say('head', { folder: out, ...written.records, classes: written.classes }))
      if (written.unseen) output.text(`\n${say('unseen', {})}\n${renderUnseen(written.unseen.test)}`)
    })
}

function renderUnseen(unseen: UnseenNames): string {
  const row = (name: string, mentions: number, absent: number) => [
    name,
    String(mentions),
    String(absent),
    percent(mentions === 0 ? 0 : absent / mentions),
  ]
  return renderTable([
    [say('type', {}), say('mentions', {}), say('absent', {}), say('share', {})],
    ...Object.entries(unseen.byType).map(([label, own]) => row(label, own.mentions, own.unseen)),
    row(say('all', {}), unseen.mentions, unseen.unseen),
  ])
}
