import { ModelStore } from '../../host/dist/models/index.js';

// Pulls one model as a process of its own: `node pull-process.mjs <cache folder> <model as JSON>`.
const [cacheDir, model] = process.argv.slice(2);
const store = new ModelStore({
  cacheDir,
  importModel: () => Promise.reject(new Error('nothing to convert')),
});
const { models } = await store.pull([JSON.parse(model)]);
console.log(models[0].outcome);
