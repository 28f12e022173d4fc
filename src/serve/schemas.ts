import * as z from 'zod'
import { TASK_KINDS, type TaskKind } from '../tasks/index.ts'

// One place for what is checked, what the OpenAPI document says and what the client's types are made from.

const oneOrMany = z.union([z.string(), z.array(z.string()).min(1)])

export const predictRequest = z
  .strictObject({
    text: oneOrMany.describe('A text, or an array of texts.'),
    pair: oneOrMany
      .optional()
      .describe('For models that compare two texts: the second text, or an array as long as that of `text`.'),
    model: z.string().optional().describe('The name of a model; needed only where several are served.'),
    scores: z
      .boolean()
      .optional()
      .describe('Whether to give the probability of every class of a classification.'),
  })
  .describe('What is to be predicted on.')

const score = z.number().min(0).max(1)
export const entitySchema = z
  .object({
    label: z.string().describe('The type of the entity.'),
    text: z.string(),
    start: z.int().describe('Where it begins in the text, in UTF-16 code units.'),
    end: z.int().describe('Where it ends, exclusive.'),
    score: score.describe('The mean probability of its tags; 1 for those that a rule put there.'),
    source: z.literal('rule').optional().describe('There if a rule put it there.'),
  })
  .describe('A named entity.')

const found = {
  entities: z
    .array(entitySchema)
    .optional()
    .describe('Of a task `ner`: what was found, in order of the start.'),
  removed: z.array(entitySchema).optional().describe('What the model had found and rules took away.'),
  label: z.string().optional().describe('Of a task `cls` or `pair`: the class.'),
  score: score.optional().describe('The probability of `label`.'),
  labels: z
    .array(z.string())
    .optional()
    .describe('Of a task `multi`: the labels whose probability is large enough.'),
  scores: z
    .record(z.string(), score)
    .optional()
    .describe('Probabilities by class: always for `multi`, else where the request asked for `scores`.'),
  truncated: z
    .literal(true)
    .optional()
    .describe('There if the text was longer than what the model reads, so that its end was not read.'),
  pair: z.string().optional().describe('The second text.'),
}
export const taskPrediction = z.object(found).describe('What one task says of a text.')
const prediction = {
  text: z.string().describe('The text as it was given.'),
  ...found,
  tasks: z
    .record(z.string(), taskPrediction)
    .optional()
    .describe('Of a model of several tasks: what each says, by its name.'),
}
const source = {
  model: z.string().describe('The name of the model.'),
  hash: z.string().describe('SHA-256 of the model’s description and weights.'),
  version: z.string().describe('The version of HanTune that answers.'),
}

export const predictionSchema = z.object(prediction).describe('What a model says of a text.')
export const singleAnswer = z.object({ ...source, ...prediction }).describe('The answer to one text.')
export const manyAnswer = z
  .object({ ...source, results: z.array(predictionSchema) })
  .describe('The answer to an array of texts, in their order.')

export const errorAnswer = z
  .object({
    error: z.object({
      code: z.string().describe('Stable, such as `E_SERVE_QUEUE`.'),
      what: z.string().describe('What is wrong, in the language of Accept-Language (zh or en).'),
      where: z.string().nullable().describe('The part of the request that it is about, such as `text[3]`.'),
      fix: z.string().describe('How to mend it.'),
    }),
  })
  .describe('Why there is no other answer.')

export const modelSchema = z
  .object({
    name: z.string(),
    ready: z.boolean(),
    folder: z.string(),
    hash: z.string(),
    precision: z.string().describe('The numbers that it computes with.'),
    trainedBy: z.string().describe('The version of HanTune that saved it.'),
    tasks: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(TASK_KINDS as [TaskKind, ...TaskKind[]]),
        labels: z.array(z.string()),
        maxLength: z.int().describe('The most tokens that are read in one pass.'),
      }),
    ),
    rules: z.int().optional().describe('How many words and patterns of a lexicon override it.'),
    waiting: z.int().describe('Texts that wait for it.'),
    loadedAt: z.iso.datetime(),
    refused: z
      .object({ code: z.string(), what: z.string(), at: z.iso.datetime() })
      .optional()
      .describe('Why a newer version on disk is not served; the one before goes on.'),
  })
  .describe('A model that is served.')

export const modelsAnswer = z
  .object({
    version: source.version,
    models: z.array(modelSchema),
  })
  .describe('What is served.')

export const healthAnswer = z
  .object({ status: z.literal('ok'), version: source.version })
  .describe('The process is alive.')
export const readyAnswer = z
  .object({ status: z.enum(['ready', 'starting', 'draining']) })
  .describe('Whether requests are taken.')

export type PredictRequest = z.output<typeof predictRequest>
export type ModelsAnswer = z.output<typeof modelsAnswer>
