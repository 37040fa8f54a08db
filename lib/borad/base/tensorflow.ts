/// <reference types="long" preserve="true" />
/**
 * Makes TensorFlow.js whole: its core comes without gradients and without a backend. Imported for its effect by this room's
 * index, so that whoever imports `@tensorflow/tfjs-core` beside any room finds both. The
 * core's declarations name the type `Long` without importing it: hence the reference.
 */
import '@tensorflow/tfjs-backend-cpu';

// Required, so that declarations don't name it.
require('#tfjs-gradients');
