import { createInterface } from 'node:readline';

/** Asks on the terminal; Ctrl-C and the end of the input are an empty answer. */
export function askPerson(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
