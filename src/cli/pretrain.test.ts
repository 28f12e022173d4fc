import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hantune, jsonLines } from '../../test/support/cli.ts'
import { MODEL, SETTINGS, tinyCorpus } from '../../test/support/tiny-corpus.ts'

/** A corpus with a configuration file. */
function configured() {
  const corpus = tinyCorpus()
  const config = join(corpus.folder, 'small.yaml')
  writeFileSync(config, JSON.stringify({ model: MODEL, vocab: corpus.vocab, ...SETTINGS }))
  return { ...corpus, config }
}

describe('pretrain', () => {
  test('from a configuration, to a model that fills blanks and can be fine-tuned', async () => {
    const { texts, config, out } = configured()
    const { code, stdout, stderr } = await hantune([
      'pretrain',
      texts,
      '--config',
      config,
      '--out',
      out,
      '--json',
    ])
    expect({ code, stderr: stderr.includes('plan:') }).toEqual({ code: 0, stderr: true })
    const kinds = jsonLines(stdout).map(({ event }) => event)
    expect(kinds.slice(0, 2)).toEqual(['corpus', 'pretrain-plan'])
    expect(kinds.at(-1)).toBe('pretrain-done')
    const text = '😀猫在[MASK]鱼。[MASK]'
    const filled = await hantune(['predict', out, text, '--task', 'fill-mask', '--top', '3'])
    expect(filled.code).toBe(0)
    const [line] = jsonLines(filled.stdout) as [
      { blanks: { start: number; end: number; candidates: object[] }[]; filled: string },
    ]
    expect(line.blanks.map(({ start, end }) => text.slice(start, end))).toEqual(['[MASK]', '[MASK]'])
    expect(line.blanks[0]!.candidates.length).toBe(3)
    expect(line.filled).toMatch(/^😀猫在.鱼。./u)
  })

  test('options win over the file, and the whole is kept with the run', async () => {
    const { texts, config, out } = configured()
    const args = ['pretrain', texts, '--config', config, '--out', out, '--steps', '3', '--masking', 'wwm']
    expect((await hantune([...args, '--decay', '0'])).code).toBe(0)
    expect(readFileSync(join(out, 'config.yaml'), 'utf8')).toMatch(/masking: wwm[\s\S]*steps: 3/)
    const longer = await hantune(['pretrain', '--resume', out, '--steps', '5'], { language: 'zh' })
    expect(longer.code).toBe(0)
    expect(longer.stdout).toMatch(/预训练完成：5 步/)
  })

  test.each([
    ['--config x --epoch 2', 'E_CLI_OPTION', '≈ --epochs'],
    ['--masking whole', 'E_CLI_VALUE', 'char | wwm | mac'],
    ['--mask-share 2', 'E_CLI_VALUE', '≤ 0.5'],
    ['--resume run --init hfl/rbt3', 'E_CLI_PRETRAIN_RESUME', '--init'],
    ['--config none.yaml', 'E_CONFIG_READ', 'none.yaml'],
  ])('%s is refused: %s', async (args, code, says) => {
    const found = await hantune(['pretrain', ...args.split(' ')])
    expect(found.code).toBe(2)
    expect(found.stderr).toContain(code)
    expect(found.stderr).toContain(says)
  })

  test('a wrong entry of the file is shown with its place', async () => {
    const { texts, config, out } = configured()
    const lines = ['masking: char', 'maskShare: 0.2', 'stepps: 3', '']
    writeFileSync(config, lines.join('\n'))
    const unknown = await hantune(['pretrain', texts, '--config', config, '--out', out])
    expect(unknown.stderr).toMatch(/E_PRETRAIN_KEY\].*small\.yaml:3:1.*stepps.*≈ steps/)
    writeFileSync(config, lines.join('\n').replace('stepps: 3', 'steps: -3'))
    const wrong = await hantune(['pretrain', texts, '--config', config, '--out', out])
    expect(wrong.stderr).toMatch(/E_SETTING_VALUE\].*small\.yaml:3:8/)
    writeFileSync(config, 'learningRate: 5\n')
    expect((await hantune(['pretrain', texts, '--config', config])).stderr).toMatch(
      /learningRate cannot be 5/,
    )
    writeFileSync(config, 'texts: laws.txt\n')
    expect((await hantune(['pretrain', '--config', config])).stderr).toMatch(
      /E_PRETRAIN_VALUE\].*small\.yaml:1:8/,
    )
  })
})

describe('the architecture of a configuration', () => {
  test.each([
    ['nonsense: 3', 'E_PRETRAIN_MODEL_KEY', 'hidden_size'],
    ['hiden_size: 16', 'E_PRETRAIN_MODEL_KEY', '≈ hidden_size'],
    ['hidden_size: 64.5', 'E_PRETRAIN_MODEL', 'hidden_size of model'],
    ['hidden_size: 20', 'E_PRETRAIN_MODEL', 'multiple of 4'],
  ])('%s is refused with its place', async (line, code, says) => {
    const { texts, config, out } = configured()
    const rest = { ...MODEL, num_attention_heads: 4 } as Partial<typeof MODEL>
    delete rest.hidden_size
    const others = Object.entries(rest).map(([name, value]) => `  ${name}: ${value}`)
    writeFileSync(config, ['model:', ...others, `  ${line}`, ''].join('\n'))
    const { code: exit, stderr } = await hantune(['pretrain', texts, '--config', config, '--out', out])
    expect(exit).toBe(2)
    expect(stderr).toContain(`[${code}]`)
    expect(stderr).toMatch(/small\.yaml:6:\d+/)
    expect(stderr).toContain(says)
    expect(stderr).not.toContain('choose one of these')
  })

  test('an entry that is missing is told where the model begins', async () => {
    const { texts, config, out } = configured()
    writeFileSync(config, 'masking: char\nmodel:\n  hidden_size: 16\n')
    const { stderr } = await hantune(['pretrain', texts, '--config', config, '--out', out])
    expect(stderr).toMatch(/E_PRETRAIN_MODEL\].*small\.yaml:2:1.*num_hidden_layers/)
  })
})

describe('fill-mask', () => {
  test('is refused where it cannot be', async () => {
    const { texts, config, out } = configured()
    await hantune(['pretrain', texts, '--config', config, '--out', out, '--steps', '1'])
    const model = join(out, 'model')
    const refused = async (...args: string[]) => (await hantune(['predict', model, ...args])).stderr
    expect(await refused('猫在吃鱼', '--task', 'fill-mask')).toContain('E_FILL_NO_MASK')
    expect(await refused('猫在吃[ mask ]', '--task', 'fill-mask')).toContain('(≈ [ mask ])')
    const lines = { stdin: '猫在吃[MASK]\n猫\n' }
    const piped = await hantune(['predict', model, '--task', 'fill-mask'], lines)
    expect(piped.stderr).toMatch(/^\[E_FILL_NO_MASK\] <stdin>:2: /)
    expect(await refused(`${'猫'.repeat(40)}[MASK]`, '--task', 'fill-mask')).toMatch(/E_FILL_LONG.*43.*32/)
    expect(await refused('猫[MASK]', '--top', '3')).toContain('E_CLI_FILL_ONLY')
    expect(await refused('猫[MASK]', '--task', 'fill-maks')).toContain('≈ fill-mask')
    expect(await refused('猫[MASK]', '--task', 'fill-mask', '--top', '0')).toContain('E_CLI_VALUE')
    // Weights that changed since they were saved.
    const samples = JSON.parse(readFileSync(join(model, 'samples.json'), 'utf8'))
    samples.samples[0].guesses[0].score += 0.5
    writeFileSync(join(model, 'samples.json'), JSON.stringify(samples))
    expect(await refused('猫[MASK]', '--task', 'fill-mask')).toContain('E_SAMPLES_DIFFER')
    // An encoder that lacks weights lacks more than a head.
    const shape = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8'))
    writeFileSync(join(model, 'config.json'), JSON.stringify({ ...shape, num_hidden_layers: 9 }))
    expect(await refused('猫[MASK]', '--task', 'fill-mask')).toContain('E_WEIGHTS_MISMATCH')
  })
})
