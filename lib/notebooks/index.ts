/** What the notebooks draw and study with: figures and tables, pictures of features in the plane, the study of the paper. */
export * as embedding from './embedding';
export * as report from './report';
export * as study from './study';
