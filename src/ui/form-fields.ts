import { TASK_KINDS } from '../tasks/index.ts'
import type { FormField } from './protocol.ts'

export const MAIN_GROUP = { name: 'main', label: { zh: '数据与模型', en: 'Data and model' } } as const

const field = (
  name: string,
  flag: string,
  kind: FormField['kind'],
  zh: string,
  en: string,
  rest: Pick<FormField, 'placeholder' | 'choices'> = {},
): FormField => ({ name, flag, group: MAIN_GROUP.name, label: { zh, en }, kind, isMain: true, ...rest })

/** What is no setting. Several files stand on lines of their own, with several tasks as TASK=FILE. */
export const MAIN_FIELDS: readonly FormField[] = [
  field(
    'train',
    'DATA',
    'lines',
    '训练数据（多任务时每行一个 任务=文件）',
    'training data (several tasks: TASK=FILE, one a line)',
    {
      placeholder: 'data/train.bio',
    },
  ),
  field(
    'dev',
    '--dev',
    'lines',
    '验证数据（默认从训练数据中分出）',
    'validation data (default: a part of the training data)',
    {
      placeholder: 'data/dev.bio',
    },
  ),
  field('test', '--test', 'lines', '测试数据', 'test data', { placeholder: 'data/test.bio' }),
  field(
    'model',
    '--model',
    'text',
    '编码器：目录或名称（默认内置的小模型）',
    'encoder: folder or id (default: the embedded small one)',
    {
      placeholder: 'hfl/rbt3',
    },
  ),
  field('resumeFrom', '--resume-from', 'text', '在这个训练的模型上继续', 'train on from this run’s model', {
    placeholder: 'runs/…',
  }),
  field('task', '--task', 'choice', '任务（默认从数据看出）', 'task (default: as the data shows)', {
    choices: TASK_KINDS,
  }),
  field(
    'run',
    '--out',
    'text',
    '这次训练的名称（默认取数据的名称）',
    'name of the run (default: that of the data)',
  ),
]
