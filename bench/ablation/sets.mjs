import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SETS = [
  {
    name: 'weibo',
    kind: 'ner',
    files: ['train', 'dev', 'test'].map((part) => `ner_weibo/weiboNER_2nd_conll.${part}`),
    settings: { repairTags: true },
  },
  {
    name: 'resume',
    kind: 'ner',
    files: ['train', 'dev', 'test'].map((part) => `ner_resume/${part}.char.bmes`),
    settings: { repairTags: true },
  },
  {
    name: 'tnews',
    kind: 'cls',
    files: ['train_few_all', 'dev_few_all', 'test_public'].map((part) => `cls_fewclue/tnews/${part}.json`),
    settings: {},
  },
]

/**
 * The sets that are asked for, with their own epochs and rate.
 *
 * @param {string} folder that holds the public sets, each in a folder of its own
 * @param {readonly string[]} asked `NAME:EPOCHS:RATE` of each
 */
export function setsOf(folder, asked) {
  return asked.map((text) => {
    const [name, epochs, lr] = text.split(':')
    const set = SETS.find((candidate) => candidate.name === name)
    if (!set || !(epochs > 0) || !(lr > 0))
      throw new Error(
        `--set ${text}: write NAME:EPOCHS:RATE, NAME one of ${SETS.map((each) => each.name).join(', ')}`,
      )
    const files = set.files.map((file) => join(folder, file))
    const absent = files.find((file) => !existsSync(file))
    if (absent !== undefined) throw new Error(`there is no ${absent}; --data names the folder of the sets`)
    return { ...set, files, epochs: Number(epochs), lr: Number(lr) }
  })
}
