export * from './loadTeacher';
export * from './mobilenetV2';
export * from './mobilenetV2Costs';
export * from './resnet';
export * from './resnetCosts';
export * from './teacher';
export * from './tflite';
