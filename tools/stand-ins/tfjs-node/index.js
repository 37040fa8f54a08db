// danfojs-node makes tensors of its columns by @tensorflow/tfjs-node. Those of the core are the same without native code.
require('@tensorflow/tfjs-backend-cpu');

module.exports = require('@tensorflow/tfjs-core');
