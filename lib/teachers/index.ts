export * from './loadTeacher';
export * from './mobilenetV2';
export * from './mobilenetV2Costs';
export * from './randomResnet';
export * from './resnet';
export * from './resnetCosts';
export * from './teacher';
export * from './tflite';
