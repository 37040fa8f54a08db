export * from './colourMap';
export * from './encodePng';
export * from './mapFile';
export * from './markdownTable';
export * from './palette';
export * from './photoPictures';
export * from './stretchedMap';
export * from './textTable';
