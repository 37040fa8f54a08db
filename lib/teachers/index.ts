export * from './loadTeacher';
export * from './mobilenetV2';
export * from './resnet';
export * from './teacher';
export * from './tflite';
