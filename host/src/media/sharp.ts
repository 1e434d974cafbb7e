import sharp from 'sharp';

/*
 * Only the loaders of the formats Facet reads stay usable: everything else libvips brings (SVG, PDF, ImageMagick, …)
 * would be attack surface. The operation cache is off because every picture is decoded once.
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
    'VipsForeignLoadTiff',
  ],
});
sharp.cache(false);

export { sharp };
