import { definePlugin } from '@facet/api';
import { createBlazefaceDetector } from './blazeface/detector.js';
import { createFacemeshLandmarker } from './facemesh/landmarker.js';
import { createPersonMasker } from './person/masker.js';

export default definePlugin({
  activate({ register, kernels, models }) {
    register.detector('blazeface', createBlazefaceDetector(kernels, models));
    register.landmarker('facemesh', createFacemeshLandmarker(kernels, models));
    register.masker('person', createPersonMasker(kernels, models));
  },
});
