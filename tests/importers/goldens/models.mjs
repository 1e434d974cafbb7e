/**
 * The models with goldens: the npm package and main file, who runs the original, and the input as [height, width] and the value
 * that white has. The ONNX input is `[1, height, width, 3]`.
 */
export const models = {
  'blazeface-back': { package: 'human', main: 'models/blazeface.json', runs: 'graph', size: [256, 256], least: -1, most: 1 },
  facemesh: { package: 'human', main: 'models/facemesh.json', runs: 'graph', size: [192, 192], least: 0, most: 1 },
  selfie: { package: 'human-models', main: 'models/selfie.json', runs: 'graph', size: [256, 256], least: 0, most: 1 },
  'ssd-mobilenetv1': { package: 'face-api', main: 'model', runs: 'SsdMobilenetv1', size: [512, 512], least: 0, most: 255 },
  'face-recognition': { package: 'face-api', main: 'model', runs: 'FaceRecognitionNet', size: [150, 150], least: 0, most: 255 },
  'age-gender': { package: 'face-api', main: 'model', runs: 'AgeGenderNet', size: [112, 112], least: 0, most: 255 },
  'nsfw-mobilenet-v2': {
    package: 'nsfwjs',
    main: 'dist/models/mobilenet_v2/model.min.js',
    runs: 'layers',
    size: [224, 224],
    least: 0,
    most: 1,
  },
  'nsfw-mid': {
    package: 'nsfwjs',
    main: 'dist/models/mobilenet_v2_mid/model.min.js',
    runs: 'graph',
    size: [224, 224],
    least: 0,
    most: 1,
  },
  'esrgan-slim-x2': { package: 'esrgan-slim', main: 'models/x2/model.json', runs: 'layers', size: [40, 56], least: 0, most: 255 },
};
