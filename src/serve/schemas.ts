import * as z from 'zod'
import { TASK_KINDS, type TaskKind } from '../tasks/index.ts'

// One place for what is checked, what the OpenAPI document says and what the client's types are made from.

/** A description in both languages: English where nothing else is asked for. */
const told = (zh: string, en: string) => ({ description: en, zh })

const oneOrMany = z.union([z.string(), z.array(z.string()).min(1)])

export const predictRequest = z
  .strictObject({
    text: oneOrMany.meta(told('一条文本，或文本数组。', 'A text, or an array of texts.')),
    pair: oneOrMany
      .optional()
      .meta(
        told(
          '句对模型的第二段文本，或与 `text` 等长的数组。',
          'For models that compare two texts: the second text, or an array as long as that of `text`.',
        ),
      ),
    model: z
      .string()
      .optional()
      .meta(
        told(
          '模型的名称；有几个模型时才需要。',
          'The name of a model; needed only where several are served.',
        ),
      ),
    scores: z
      .boolean()
      .optional()
      .meta(
        told('是否给出每一类的概率。', 'Whether to give the probability of every class of a classification.'),
      ),
  })
  .meta(told('要预测的文本。', 'What is to be predicted on.'))

const score = z.number().min(0).max(1)
export const entitySchema = z
  .object({
    label: z.string().meta(told('实体的类型。', 'The type of the entity.')),
    text: z.string(),
    start: z
      .int()
      .meta(told('在文本中的起点，按 UTF-16 码元计。', 'Where it begins in the text, in UTF-16 code units.')),
    end: z.int().meta(told('终点，不包含在内。', 'Where it ends, exclusive.')),
    score: score.meta(
      told(
        '各标签概率的平均值；规则认定的为 1。',
        'The mean probability of its tags; 1 for those that a rule put there.',
      ),
    ),
    source: z.literal('rule').optional().meta(told('由规则认定时才有。', 'There if a rule put it there.')),
  })
  .meta(told('一个命名实体。', 'A named entity.'))

const found = {
  entities: z
    .array(entitySchema)
    .optional()
    .meta(
      told('`ner` 任务找到的实体，按起点排列。', 'Of a task `ner`: what was found, in order of the start.'),
    ),
  removed: z
    .array(entitySchema)
    .optional()
    .meta(told('模型找到、但被规则去掉的实体。', 'What the model had found and rules took away.')),
  label: z
    .string()
    .optional()
    .meta(told('`cls` 或 `pair` 任务的类别。', 'Of a task `cls` or `pair`: the class.')),
  score: score.optional().meta(told('`label` 的概率。', 'The probability of `label`.')),
  labels: z
    .array(z.string())
    .optional()
    .meta(
      told(
        '`multi` 任务中概率足够大的标签。',
        'Of a task `multi`: the labels whose probability is large enough.',
      ),
    ),
  scores: z
    .record(z.string(), score)
    .optional()
    .meta(
      told(
        '每一类的概率：`multi` 任务总是给出，其他任务在请求要求 `scores` 时给出。',
        'Probabilities by class: always for `multi`, else where the request asked for `scores`.',
      ),
    ),
  truncated: z
    .literal(true)
    .optional()
    .meta(
      told(
        '文本超过模型能读的长度、末尾没有读到时才有。',
        'There if the text was longer than what the model reads, so that its end was not read.',
      ),
    ),
  pair: z.string().optional().meta(told('第二段文本。', 'The second text.')),
}
export const taskPrediction = z
  .object(found)
  .meta(told('一个任务对一条文本的预测。', 'What one task says of a text.'))
const prediction = {
  text: z.string().meta(told('原文。', 'The text as it was given.')),
  ...found,
  tasks: z
    .record(z.string(), taskPrediction)
    .optional()
    .meta(
      told(
        '多任务模型各任务的预测，按任务名列出。',
        'Of a model of several tasks: what each says, by its name.',
      ),
    ),
}
const source = {
  model: z.string().meta(told('模型的名称。', 'The name of the model.')),
  hash: z
    .string()
    .meta(told('模型描述和权重的 SHA-256。', 'SHA-256 of the model’s description and weights.')),
  lexicon: z
    .string()
    .optional()
    .meta(
      told(
        '词典的 SHA-256 的前 12 位；模型带词典时才有。',
        'The first 12 digits of the SHA-256 of its lexicon; there if it has one.',
      ),
    ),
  version: z.string().meta(told('回答请求的 HanTune 的版本。', 'The version of HanTune that answers.')),
}

export const predictionSchema = z
  .object(prediction)
  .meta(told('模型对一条文本的预测。', 'What a model says of a text.'))
export const singleAnswer = z
  .object({ ...source, ...prediction })
  .meta(told('对一条文本的回答。', 'The answer to one text.'))
export const manyAnswer = z
  .object({ ...source, results: z.array(predictionSchema) })
  .meta(told('对文本数组的回答，顺序相同。', 'The answer to an array of texts, in their order.'))

export const errorAnswer = z
  .object({
    error: z.object({
      code: z.string().meta(told('稳定的代码，例如 `E_SERVE_QUEUE`。', 'Stable, such as `E_SERVE_QUEUE`.')),
      what: z
        .string()
        .meta(
          told(
            '哪里不对，语言按 Accept-Language（zh 或 en）。',
            'What is wrong, in the language of Accept-Language (zh or en).',
          ),
        ),
      where: z
        .string()
        .nullable()
        .meta(
          told(
            '请求中出错的部分，例如 `text[3]`。',
            'The part of the request that it is about, such as `text[3]`.',
          ),
        ),
      fix: z.string().meta(told('怎样改正。', 'How to mend it.')),
    }),
  })
  .meta(told('没有得到预测的原因。', 'Why there is no other answer.'))

export const modelSchema = z
  .object({
    name: z.string(),
    ready: z.boolean(),
    folder: z.string(),
    hash: source.hash,
    lexicon: source.lexicon,
    precision: z.string().meta(told('计算所用的数值精度。', 'The numbers that it computes with.')),
    trainedBy: z.string().meta(told('保存它的 HanTune 的版本。', 'The version of HanTune that saved it.')),
    tasks: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(TASK_KINDS as [TaskKind, ...TaskKind[]]),
        labels: z.array(z.string()),
        maxLength: z.int().meta(told('一次最多读入的词元数。', 'The most tokens that are read in one pass.')),
        thresholds: z
          .array(z.number())
          .readonly()
          .optional()
          .meta(
            told(
              '多标签任务：每个标签从多大的概率起给出，次序同 labels。',
              'Of several labels a text: the probability from which on each is given, in the order of the labels.',
            ),
          ),
      }),
    ),
    rules: z
      .int()
      .optional()
      .meta(
        told('词典中覆盖模型结果的词和模式的数量。', 'How many words and patterns of a lexicon override it.'),
      ),
    waiting: z.int().meta(told('排队等待它的文本数。', 'Texts that wait for it.')),
    loadedAt: z.iso.datetime(),
    refused: z
      .object({ code: z.string(), what: z.string(), at: z.iso.datetime() })
      .optional()
      .meta(
        told(
          '磁盘上的新版本为什么没有启用；原来的版本继续服务。',
          'Why a newer version on disk is not served; the one before goes on.',
        ),
      ),
  })
  .meta(told('一个正在服务的模型。', 'A model that is served.'))

export const modelsAnswer = z
  .object({
    version: source.version,
    models: z.array(modelSchema),
  })
  .meta(told('正在服务的模型。', 'What is served.'))

export const healthAnswer = z
  .object({ status: z.literal('ok'), version: source.version })
  .meta(told('进程活着。', 'The process is alive.'))
export const readyAnswer = z
  .object({ status: z.enum(['ready', 'starting', 'draining']) })
  .meta(told('是否接受请求。', 'Whether requests are taken.'))

export type PredictRequest = z.output<typeof predictRequest>
export type ModelsAnswer = z.output<typeof modelsAnswer>
