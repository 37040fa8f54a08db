export * from './dataset';
export * from './imageBatches';
export { type LoadedImage, loadImage } from './loadImage';
export * from './mvtecDataset';
export * from './openDataset';
export * from './procedural';
export * from './writeMvtec';
