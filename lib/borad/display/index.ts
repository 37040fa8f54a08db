export * from './colourMap';
export * from './encodePng';
export * from './palette';
export * from './photoPictures';
export * from './textTable';
