import { gunzipSync } from 'node:zlib';
import { definePlugin } from '@facet/api';

/** Unpacks ONNX files that are compressed with gzip. A model names it as `"importer": "my-name"`. */
export default definePlugin({
  activate: ({ register }) => {
    register.importer('my-name', {
      import: async (main, files) => {
        const packed = files.get(main);
        if (!packed)
          throw new RangeError(`Expected the file ${main} but received ${[...files.keys()].join(', ')}`);
        return new Uint8Array(gunzipSync(packed));
      },
    });
  },
});
