export * from './adam';
export * from './schedules';
