import { describe, expect, test } from '@jest/globals';
import { facet } from './fake-engine.ts';

describe('a wrong command line exits 2 with a sentence', () => {
  test.each([
    [['frob'], "Unknown command 'frob'."],
    [['swpa'], 'Did you mean swap?'],
    [['swap'], "Required option '-s, --source <face>' not specified."],
    [['swap', '-s', 'f.jpg'], "Missing required argument 'targets'."],
    [['swap', 'a.jpg', '-s'], "Option '-s, --source <face>' argument missing."],
    [['swap', 'a.jpg', '-s', 'f.jpg', '--surce', 'x'], 'Did you mean --source?'],
    [
      ['swap', 'a.jpg', '-s', 'f.jpg', '--faces', '0,x'],
      'It must be positions from 0, separated by commas, such as 0,2.',
    ],
    [['swap', 'a.jpg', '-s', 'f.jpg', '--faces', '-1'], 'It must be positions from 0'],
    [['swap', 'a.jpg', '-s', 'f.jpg', '--source-face', '-2'], 'It must be a whole number from 0.'],
    [['swap', 'a.jpg', '-s', 'f.jpg', '--order', 'up'], 'Allowed choices are x, reading, size, score.'],
    [['run', '--quality', 'high'], 'It must be a number.'],
    [['run', '--device', 'gpu'], 'Allowed choices are auto, cuda, webgpu, coreml, dml, cpu.'],
    [['doctor', 'extra'], "Too many arguments for 'doctor'."],
    [['config', 'frob'], "Unknown command 'frob'."],
  ])('%j', async (args, sentence) => {
    const ran = await facet(args);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain(sentence);
    expect(ran.stderr).toMatch(/^error USAGE: .*\n {2}what to do: .*\n$/);
    expect(ran.stdout).toBe('');
  });

  test('as JSON with --json', async () => {
    const { stdout } = await facet(['frob', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'USAGE', message: "Unknown command 'frob'." },
    });
  });
});

describe('help', () => {
  test.each([
    [[], 'Exit codes: 0 done'],
    [['--help'], 'FACET_CACHE'],
    [['help', 'swap'], '$ facet swap target.jpg --source face.jpg -o out.jpg'],
    [['swap', '--help'], '--device <device>'],
    [['run', '-h'], 'Examples:'],
    [['config', '--help'], 'print'],
    [['models', 'pull', '--help'], '--force'],
    [['x', '--help'], 'plugin/command'],
  ])('%j goes to stdout and exits 0', async (args, text) => {
    const ran = await facet(args);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain(text);
  });

  test.each([['config'], ['models'], ['plugins']])(
    '%s alone shows its commands and exits 2',
    async (group) => {
      const ran = await facet([group]);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toContain(`Usage: facet ${group}`);
      expect(ran.stderr).toContain('error USAGE: A command is missing.');
    },
  );
});
