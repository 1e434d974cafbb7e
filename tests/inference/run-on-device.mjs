import { InferenceBroker } from '../../host/dist/inference/index.js';
import { convInput, convModel } from './conv-model.mjs';

// Runs the convolution on one device in a process of its own: `node run-on-device.mjs <device>`. Prints values and report.
const broker = new InferenceBroker({
  device: process.argv[2],
  threads: 1,
  open: () => Promise.resolve({ bytes: convModel, sha256: 'tiny' }),
});
try {
  const { y } = await broker.run('tiny/conv', { x: convInput });
  console.log(JSON.stringify({ values: [...y.data], report: broker.report() }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message, remedy: error.remedy }));
}
await broker.dispose();
