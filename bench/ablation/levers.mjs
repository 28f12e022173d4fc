/**
 * What is compared: each lever alone against the same run without it. `settings` may depend on the run's learning
 * rate `lr` and on the encoder's number of layers; `only` names the one kind of task that has the lever.
 */
export const LEVERS = [
  { name: 'baseline', settings: () => ({}) },
  { name: 'head rate × 5', settings: ({ lr }) => ({ headLearningRate: lr * 5 }) },
  { name: 'head rate ÷ 5', settings: ({ lr }) => ({ headLearningRate: lr / 5 }) },
  { name: 'layerDecay 0.8', settings: () => ({ layerDecay: 0.8 }) },
  { name: 'schedule cosine', settings: () => ({ schedule: 'cosine' }) },
  { name: 'schedule constant', settings: () => ({ schedule: 'constant' }) },
  { name: 'weightDecay 0.1', settings: () => ({ weightDecay: 0.1 }) },
  { name: 'l2 0.001', settings: () => ({ l2: 0.001 }) },
  { name: 'dropout 0', settings: () => ({ dropout: 0 }) },
  { name: 'dropout 0.3', settings: () => ({ dropout: 0.3 }) },
  { name: 'wordDropout 0.1', settings: () => ({ wordDropout: 0.1 }) },
  { name: 'labelSmoothing 0.1', settings: () => ({ labelSmoothing: 0.1 }) },
  { name: 'focalGamma 2', settings: () => ({ focalGamma: 2 }) },
  { name: 'classWeights balanced', settings: () => ({ classWeights: 'balanced' }) },
  { name: 'rDrop 1', settings: () => ({ rDrop: 1 }) },
  { name: 'fgm 1', settings: () => ({ fgm: 1 }) },
  { name: 'ema 0.99', settings: () => ({ ema: 0.99 }) },
  { name: 'freezeEmbeddings', settings: () => ({ freezeEmbeddings: true }) },
  { name: 'trainLayers, the upper half', settings: ({ layers }) => ({ trainLayers: layers >> 1 }) },
  { name: 'head crf', only: 'ner', settings: () => ({ head: 'crf' }) },
]

/** Settings of a lever's run, the baseline's in it. */
export function settingsOf(lever, facts) {
  return { learningRate: facts.lr, ...lever.settings(facts) }
}
