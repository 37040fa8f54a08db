export * from './colourMap';
export * from './encodePng';
export * from './markdownTable';
export * from './palette';
export * from './photoPictures';
export * from './textTable';
