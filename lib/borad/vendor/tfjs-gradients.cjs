/*
 * The gradients of @tensorflow/tfjs-core 4.22.0, bundled by tools/vendor-gradients.mjs: do not edit.
 * What its public face has comes from the installed package.
 *
 * Copyright 2018-2024 Google LLC. All Rights Reserved. Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License. You may obtain a copy of the License at
 *     http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
 * "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific
 * language governing permissions and limitations under the License.
 */
// \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
		key = keys[i];
		if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
			get: ((k) => from[k]).bind(null, key),
			enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
		});
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule || !__hasOwnProp.call(mod, "default") ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
let _tensorflow_tfjs_core = require("@tensorflow/tfjs-core");
_tensorflow_tfjs_core = __toESM(_tensorflow_tfjs_core);
// node_modules/@tensorflow/tfjs-core/dist/gradients/Abs_grad.js
const absGradConfig = {
	kernelName: _tensorflow_tfjs_core.Abs,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.step)((0, _tensorflow_tfjs_core.cast)(x, "float32"), -1)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Acos_grad.js
const acosGradConfig = {
	kernelName: _tensorflow_tfjs_core.Acos,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => {
			const a = (0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32"));
			const b = (0, _tensorflow_tfjs_core.sqrt)((0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.scalar)(1), a));
			return (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.div)(dy, b));
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Acosh_grad.js
const acoshGradConfig = {
	kernelName: _tensorflow_tfjs_core.Acosh,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => {
			const a = (0, _tensorflow_tfjs_core.sqrt)((0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32")), 1));
			return (0, _tensorflow_tfjs_core.div)(dy, a);
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/broadcast_util.js
const getReductionAxes = _tensorflow_tfjs_core.backend_util.getReductionAxes;
const assertAndGetBroadcastShape = _tensorflow_tfjs_core.backend_util.assertAndGetBroadcastShape;
// node_modules/@tensorflow/tfjs-core/dist/gradients/Add_grad.js
const addGradConfig = {
	kernelName: _tensorflow_tfjs_core.Add,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			let res = dy;
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, a.shape);
		};
		const derB = () => {
			let res = dy;
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, b.shape);
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/AddN_grad.js
const addNGradConfig = {
	kernelName: _tensorflow_tfjs_core.AddN,
	saveAllInputs: true,
	gradFunc: (dy, saved) => {
		const ders = {};
		saved.forEach((_, i) => {
			ders[i] = () => dy.clone();
		});
		return ders;
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ArgMax_grad.js
const argMaxGradConfig = {
	kernelName: _tensorflow_tfjs_core.ArgMax,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(x) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ArgMin_grad.js
const argMinGradConfig = {
	kernelName: _tensorflow_tfjs_core.ArgMin,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(x) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Asin_grad.js
const asinGradConfig = {
	kernelName: _tensorflow_tfjs_core.Asin,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.sqrt)((0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.scalar)(1), (0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32"))))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Asinh_grad.js
const asinhGradConfig = {
	kernelName: _tensorflow_tfjs_core.Asinh,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => {
			const a = (0, _tensorflow_tfjs_core.sqrt)((0, _tensorflow_tfjs_core.add)((0, _tensorflow_tfjs_core.scalar)(1), (0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32"))));
			return (0, _tensorflow_tfjs_core.div)(dy, a);
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Atan2_grad.js
const atan2GradConfig = {
	kernelName: _tensorflow_tfjs_core.Atan2,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			const d = (0, _tensorflow_tfjs_core.add)((0, _tensorflow_tfjs_core.square)(a), (0, _tensorflow_tfjs_core.square)(b));
			let res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.div)(b, d));
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, a.shape);
		};
		const derB = () => {
			const d = (0, _tensorflow_tfjs_core.add)((0, _tensorflow_tfjs_core.square)(a), (0, _tensorflow_tfjs_core.square)(b));
			let res = (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.div)(a, d)));
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, b.shape);
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Atan_grad.js
const atanGradConfig = {
	kernelName: _tensorflow_tfjs_core.Atan,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.add)((0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32")), 1)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Atanh_grad.js
const atanhGradConfig = {
	kernelName: _tensorflow_tfjs_core.Atanh,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.scalar)(1), (0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cast)(x, "float32")))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/engine.js
const ENGINE = _tensorflow_tfjs_core.engine();
// node_modules/@tensorflow/tfjs-core/dist/tensor.js
const getGlobalTensorClass = () => _tensorflow_tfjs_core.Tensor;
// node_modules/@tensorflow/tfjs-core/dist/types.js
var Rank$1;
(function(Rank) {
	Rank["R0"] = "R0";
	Rank["R1"] = "R1";
	Rank["R2"] = "R2";
	Rank["R3"] = "R3";
	Rank["R4"] = "R4";
	Rank["R5"] = "R5";
	Rank["R6"] = "R6";
})(Rank$1 || (Rank$1 = {}));
var UpcastInt32AndMap;
(function(UpcastInt32AndMap) {
	UpcastInt32AndMap["float32"] = "float32";
	UpcastInt32AndMap["int32"] = "int32";
	UpcastInt32AndMap["bool"] = "int32";
	UpcastInt32AndMap["complex64"] = "complex64";
})(UpcastInt32AndMap || (UpcastInt32AndMap = {}));
var UpcastBoolAndMap;
(function(UpcastBoolAndMap) {
	UpcastBoolAndMap["float32"] = "float32";
	UpcastBoolAndMap["int32"] = "int32";
	UpcastBoolAndMap["bool"] = "bool";
	UpcastBoolAndMap["complex64"] = "complex64";
})(UpcastBoolAndMap || (UpcastBoolAndMap = {}));
var UpcastFloat32AndMap;
(function(UpcastFloat32AndMap) {
	UpcastFloat32AndMap["float32"] = "float32";
	UpcastFloat32AndMap["int32"] = "float32";
	UpcastFloat32AndMap["bool"] = "float32";
	UpcastFloat32AndMap["complex64"] = "complex64";
})(UpcastFloat32AndMap || (UpcastFloat32AndMap = {}));
var UpcastComplex64AndMap;
(function(UpcastComplex64AndMap) {
	UpcastComplex64AndMap["float32"] = "complex64";
	UpcastComplex64AndMap["int32"] = "complex64";
	UpcastComplex64AndMap["bool"] = "complex64";
	UpcastComplex64AndMap["complex64"] = "complex64";
})(UpcastComplex64AndMap || (UpcastComplex64AndMap = {}));
function isWebGLData(values) {
	return values != null && typeof values === "object" && "texture" in values && values.texture instanceof WebGLTexture;
}
function isWebGPUData(values) {
	return typeof GPUBuffer !== "undefined" && values != null && typeof values === "object" && "buffer" in values && values.buffer instanceof GPUBuffer;
}
// node_modules/@tensorflow/tfjs-core/dist/util.js
const assert = _tensorflow_tfjs_core.util.assert;
const sizeFromShape = _tensorflow_tfjs_core.util.sizeFromShape;
const parseAxisParam = _tensorflow_tfjs_core.util.parseAxisParam;
const inferDtype = _tensorflow_tfjs_core.util.inferDtype;
const toTypedArray = _tensorflow_tfjs_core.util.toTypedArray;
const isTypedArray = _tensorflow_tfjs_core.util.isTypedArray;
const flatten = _tensorflow_tfjs_core.util.flatten;
// node_modules/@tensorflow/tfjs-core/dist/util_base.js
const bytesPerElement = _tensorflow_tfjs_core.util.bytesPerElement;
// node_modules/@tensorflow/tfjs-core/dist/tensor_util_env.js
function inferShape(val, dtype) {
	let firstElem = val;
	if (isTypedArray(val)) return dtype === "string" ? [] : [val.length];
	if (isWebGLData(val)) return [val.height, val.width * (val.channels || "RGBA").length];
	else if (isWebGPUData(val)) return [val.buffer.size / (dtype == null ? 4 : bytesPerElement(dtype))];
	if (!Array.isArray(val)) return [];
	const shape = [];
	while (Array.isArray(firstElem) || isTypedArray(firstElem) && dtype !== "string") {
		shape.push(firstElem.length);
		firstElem = firstElem[0];
	}
	if (Array.isArray(val) && (0, _tensorflow_tfjs_core.env)().getBool("TENSORLIKE_CHECK_SHAPE_CONSISTENCY")) deepAssertShapeConsistency(val, shape, []);
	return shape;
}
function deepAssertShapeConsistency(val, shape, indices) {
	indices = indices || [];
	if (!Array.isArray(val) && !isTypedArray(val)) {
		assert(shape.length === 0, () => `Element arr[${indices.join("][")}] is a primitive, but should be an array/TypedArray of ${shape[0]} elements`);
		return;
	}
	assert(shape.length > 0, () => `Element arr[${indices.join("][")}] should be a primitive, but is an array of ${val.length} elements`);
	assert(val.length === shape[0], () => `Element arr[${indices.join("][")}] should have ${shape[0]} elements, but has ${val.length} elements`);
	const subShape = shape.slice(1);
	for (let i = 0; i < val.length; ++i) deepAssertShapeConsistency(val[i], subShape, indices.concat(i));
}
function assertDtype(expectedDtype, actualDType, argName, functionName) {
	if (expectedDtype === "string_or_numeric") return;
	if (expectedDtype == null) throw new Error(`Expected dtype cannot be null.`);
	if (expectedDtype !== "numeric" && expectedDtype !== actualDType || expectedDtype === "numeric" && actualDType === "string") throw new Error(`Argument '${argName}' passed to '${functionName}' must be ${expectedDtype} tensor, but got ${actualDType} tensor`);
}
function convertToTensor(x, argName, functionName, parseAsDtype = "numeric") {
	if (x instanceof getGlobalTensorClass()) {
		assertDtype(parseAsDtype, x.dtype, argName, functionName);
		return x;
	}
	let inferredDtype = inferDtype(x);
	if (inferredDtype !== "string" && [
		"bool",
		"int32",
		"float32"
	].indexOf(parseAsDtype) >= 0) inferredDtype = parseAsDtype;
	assertDtype(parseAsDtype, inferredDtype, argName, functionName);
	if (x == null || !isTypedArray(x) && !Array.isArray(x) && typeof x !== "number" && typeof x !== "boolean" && typeof x !== "string") throw new Error(`Argument '${argName}' passed to '${functionName}' must be a Tensor or TensorLike, but got '${x == null ? "null" : x.constructor.name}'`);
	const inferredShape = inferShape(x, inferredDtype);
	if (!isTypedArray(x) && !Array.isArray(x)) x = [x];
	const values = inferredDtype !== "string" ? toTypedArray(x, inferredDtype) : flatten(x, [], true);
	return ENGINE.makeTensor(values, inferredShape, inferredDtype);
}
// node_modules/@tensorflow/tfjs-core/dist/ops/conv_util.js
const tupleValuesAreOne = _tensorflow_tfjs_core.backend_util.tupleValuesAreOne;
const eitherStridesOrDilationsAreOne = _tensorflow_tfjs_core.backend_util.eitherStridesOrDilationsAreOne;
const checkPadOnDimRoundingMode = _tensorflow_tfjs_core.backend_util.checkPadOnDimRoundingMode;
// node_modules/@tensorflow/tfjs-core/dist/ops/avg_pool_3d_grad.js
function avgPool3dGrad_(dy, input, filterSize, strides, pad, dimRoundingMode) {
	const $dy = convertToTensor(dy, "dy", "avgPool3dGrad");
	const $input = convertToTensor(input, "input", "avgPool3dGrad");
	let dy5D = $dy;
	let input5D = $input;
	let reshapedTo5D = false;
	if ($input.rank === 4) {
		reshapedTo5D = true;
		dy5D = (0, _tensorflow_tfjs_core.reshape)($dy, [
			1,
			$dy.shape[0],
			$dy.shape[1],
			$dy.shape[2],
			$dy.shape[3]
		]);
		input5D = (0, _tensorflow_tfjs_core.reshape)($input, [
			1,
			$input.shape[0],
			$input.shape[1],
			$input.shape[2],
			$input.shape[3]
		]);
	}
	assert(dy5D.rank === 5, () => `Error in avgPool3dGrad: dy must be rank 5 but got rank ${dy5D.rank}.`);
	assert(input5D.rank === 5, () => `Error in avgPool3dGrad: input must be rank 5 but got rank ${input5D.rank}.`);
	checkPadOnDimRoundingMode("avgPool3dGrad", pad, dimRoundingMode);
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.AvgPool3DGrad, {
		dy: dy5D,
		input: input5D
	}, {
		filterSize,
		strides,
		pad,
		dimRoundingMode
	});
	if (reshapedTo5D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3],
		res.shape[4]
	]);
	return res;
}
const avgPool3dGrad = (0, _tensorflow_tfjs_core.op)({ avgPool3dGrad_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/AvgPool3D_grad.js
const avgPool3DGradConfig = {
	kernelName: _tensorflow_tfjs_core.AvgPool3D,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { filterSize, strides, pad, dimRoundingMode } = attrs;
		return { x: () => avgPool3dGrad(dy, x, filterSize, strides, pad, dimRoundingMode) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/avg_pool_grad.js
function avgPoolGrad_(dy, input, filterSize, strides, pad) {
	const $dy = convertToTensor(dy, "dy", "avgPoolGrad");
	const $input = convertToTensor(input, "input", "avgPoolGrad");
	assert($input.rank === $dy.rank, () => `Rank of input (${$input.rank}) does not match rank of dy (${$dy.rank})`);
	let input4D = $input;
	let dy4D = $dy;
	let reshapedTo4D = false;
	if ($input.rank === 3) {
		reshapedTo4D = true;
		input4D = (0, _tensorflow_tfjs_core.reshape)($input, [
			1,
			$input.shape[0],
			$input.shape[1],
			$input.shape[2]
		]);
		dy4D = (0, _tensorflow_tfjs_core.reshape)($dy, [
			1,
			$dy.shape[0],
			$dy.shape[1],
			$dy.shape[2]
		]);
	}
	assert(dy4D.rank === 4, () => `Error in avgPoolGrad: dy must be rank 4 but got rank ${dy4D.rank}.`);
	assert(input4D.rank === 4, () => `Error in avgPoolGrad: input must be rank 4 but got rank ${input4D.rank}.`);
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.AvgPoolGrad, {
		dy: dy4D,
		input: input4D
	}, {
		filterSize,
		strides,
		pad
	});
	if (reshapedTo4D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3]
	]);
	return res;
}
const avgPoolGrad = (0, _tensorflow_tfjs_core.op)({ avgPoolGrad_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/AvgPool_grad.js
const avgPoolGradConfig = {
	kernelName: _tensorflow_tfjs_core.AvgPool,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { filterSize, strides, pad } = attrs;
		return { x: () => avgPoolGrad(dy, x, filterSize, strides, pad) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/BatchMatMul_grad.js
const batchMatMulGradConfig = {
	kernelName: _tensorflow_tfjs_core.BatchMatMul,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved, attrs) => {
		const [a, b] = saved;
		const { transposeA, transposeB } = attrs;
		if (!transposeA && !transposeB) return {
			a: () => (0, _tensorflow_tfjs_core.matMul)(dy, b, false, true),
			b: () => (0, _tensorflow_tfjs_core.matMul)(a, dy, true, false)
		};
		else if (!transposeA && transposeB) return {
			a: () => (0, _tensorflow_tfjs_core.matMul)(dy, b, false, false),
			b: () => (0, _tensorflow_tfjs_core.matMul)(dy, a, true, false)
		};
		else if (transposeA && !transposeB) return {
			a: () => (0, _tensorflow_tfjs_core.matMul)(b, dy, false, true),
			b: () => (0, _tensorflow_tfjs_core.matMul)(a, dy, false, false)
		};
		else return {
			a: () => (0, _tensorflow_tfjs_core.matMul)(b, dy, true, true),
			b: () => (0, _tensorflow_tfjs_core.matMul)(dy, a, true, true)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/BatchToSpaceND_grad.js
const batchToSpaceNDGradConfig = {
	kernelName: _tensorflow_tfjs_core.BatchToSpaceND,
	gradFunc: (dy, saved, attrs) => {
		const { blockShape, crops } = attrs;
		return { x: () => (0, _tensorflow_tfjs_core.spaceToBatchND)(dy, blockShape, crops) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/BroadcastTo_grad.js
const broadcastToGradConfig = {
	kernelName: _tensorflow_tfjs_core.BroadcastTo,
	gradFunc: (dy, saved, attrs) => {
		const broadCastToAttrs = attrs;
		const inputShape = broadCastToAttrs.inputShape;
		const outputShape = broadCastToAttrs.shape;
		const reps = Array.from(outputShape);
		for (let i = inputShape.length - 1; i >= 0; i--) if (inputShape[i] === outputShape[i]) reps[i] = 1;
		else if (inputShape[i] !== 1) throw new Error(`broadcastTo(): [${inputShape}] cannot be broadcast to [${outputShape}].`);
		const axes = [];
		for (let i = 0; i < reps.length; i++) if (reps[i] > 1) axes.push(i);
		return { x: () => (0, _tensorflow_tfjs_core.sum)(dy, axes, true) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Cast_grad.js
const castGradConfig = {
	kernelName: _tensorflow_tfjs_core.Cast,
	gradFunc: (dy) => {
		return { x: () => dy.clone() };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Ceil_grad.js
const ceilGradConfig = {
	kernelName: _tensorflow_tfjs_core.Ceil,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ClipByValue_grad.js
const clipByValueGradConfig = {
	kernelName: _tensorflow_tfjs_core.ClipByValue,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { clipValueMin, clipValueMax } = attrs;
		return { x: () => (0, _tensorflow_tfjs_core.where)((0, _tensorflow_tfjs_core.logicalAnd)((0, _tensorflow_tfjs_core.greaterEqual)(x, clipValueMin), (0, _tensorflow_tfjs_core.lessEqual)(x, clipValueMax)), dy, (0, _tensorflow_tfjs_core.zerosLike)(dy)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ComplexAbs_grad.js
const complexAbsGradConfig = {
	kernelName: _tensorflow_tfjs_core.ComplexAbs,
	inputsToSave: ["x"],
	gradFunc: absGradConfig.gradFunc
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Concat_grad.js
const concatGradConfig = {
	kernelName: _tensorflow_tfjs_core.Concat,
	saveAllInputs: true,
	gradFunc: (dy, saved, attrs) => {
		const shapes = saved.map((t) => t.shape);
		const { axis } = attrs;
		const $axis = parseAxisParam(axis, saved[0].shape)[0];
		const sizeSplits = shapes.map((s) => s[$axis]);
		return (0, _tensorflow_tfjs_core.split)(dy, sizeSplits, $axis).map((t) => () => t);
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/conv2d_backprop_filter.js
function conv2DBackpropFilter_(x, dy, filterShape, strides, pad, dataFormat = "NHWC", dimRoundingMode) {
	let x4D = x;
	if (x.rank === 3) x4D = (0, _tensorflow_tfjs_core.reshape)(x, [
		1,
		x.shape[0],
		x.shape[1],
		x.shape[2]
	]);
	let dy4D = dy;
	if (dy4D.rank === 3) dy4D = (0, _tensorflow_tfjs_core.reshape)(dy, [
		1,
		dy.shape[0],
		dy.shape[1],
		dy.shape[2]
	]);
	assert(x4D.rank === 4, () => `Error in conv2dDerFilter: input must be rank 4, but got shape ${x4D.shape}.`);
	assert(dy4D.rank === 4, () => `Error in conv2dDerFilter: dy must be rank 4, but got shape ${dy4D.shape}.`);
	assert(filterShape.length === 4, () => `Error in conv2dDerFilter: filterShape must be length 4, but got ${filterShape}.`);
	const inDepth = dataFormat === "NHWC" ? x4D.shape[3] : x4D.shape[1];
	const outDepth = dataFormat === "NHWC" ? dy4D.shape[3] : dy4D.shape[1];
	assert(inDepth === filterShape[2], () => `Error in conv2dDerFilter: depth of input ${inDepth}) must match input depth in filter (${filterShape[2]}.`);
	assert(outDepth === filterShape[3], () => `Error in conv2dDerFilter: depth of dy (${outDepth}) must match output depth for filter (${filterShape[3]}).`);
	checkPadOnDimRoundingMode("conv2dDerFilter", pad, dimRoundingMode);
	return ENGINE.runKernel(_tensorflow_tfjs_core.Conv2DBackpropFilter, {
		x: x4D,
		dy: dy4D
	}, {
		strides,
		pad,
		dataFormat,
		dimRoundingMode,
		filterShape
	});
}
const conv2DBackpropFilter = (0, _tensorflow_tfjs_core.op)({ conv2DBackpropFilter_ });
// node_modules/@tensorflow/tfjs-core/dist/ops/conv2d_backprop_input.js
function conv2DBackpropInput_(xShape, dy, filter, strides, pad, dataFormat = "NHWC", dimRoundingMode) {
	assert(xShape.length === dy.rank, () => `Length of inShape (${xShape.length}) and rank of dy (${dy.rank}) must match`);
	let xShape4D = xShape;
	let dy4D = dy;
	let reshapedTo4D = false;
	if (dy.rank === 3) {
		reshapedTo4D = true;
		dy4D = (0, _tensorflow_tfjs_core.reshape)(dy, [
			1,
			dy.shape[0],
			dy.shape[1],
			dy.shape[2]
		]);
		xShape4D = [
			1,
			xShape[0],
			xShape[1],
			xShape[2]
		];
	}
	assert(xShape4D.length === 4, () => `Error in conv2dDerInput: inShape must be length 4, but got length ${xShape4D.length}.`);
	assert(dy4D.rank === 4, () => `Error in conv2dDerInput: dy must be rank 4, but got rank ${dy4D.rank}`);
	assert(filter.rank === 4, () => `Error in conv2dDerInput: filter must be rank 4, but got rank ${filter.rank}`);
	const inDepth = dataFormat === "NHWC" ? xShape4D[3] : xShape4D[1];
	const outDepth = dataFormat === "NHWC" ? dy4D.shape[3] : dy4D.shape[1];
	assert(inDepth === filter.shape[2], () => `Error in conv2dDerInput: depth of input (${inDepth}) must match input depth for filter ${filter.shape[2]}.`);
	assert(outDepth === filter.shape[3], () => `Error in conv2dDerInput: depth of output (${outDepth}) must match output depth for filter ${filter.shape[3]}.`);
	checkPadOnDimRoundingMode("conv2dDerInput", pad, dimRoundingMode);
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.Conv2DBackpropInput, {
		dy: dy4D,
		filter
	}, {
		strides,
		pad,
		dataFormat,
		dimRoundingMode,
		inputShape: xShape4D
	});
	if (reshapedTo4D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3]
	]);
	return res;
}
const conv2DBackpropInput = (0, _tensorflow_tfjs_core.op)({ conv2DBackpropInput_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/Conv2D_grad.js
const conv2DGradConfig = {
	kernelName: _tensorflow_tfjs_core.Conv2D,
	inputsToSave: ["x", "filter"],
	gradFunc: (dy, saved, attrs) => {
		const [x4D, $filter] = saved;
		const { dilations, strides, pad, dataFormat } = attrs;
		assert(tupleValuesAreOne(dilations), () => `Error in gradient of conv2D: dilation rates greater than 1 are not yet supported in gradients. Got dilations '${dilations}'`);
		return {
			x: () => conv2DBackpropInput(x4D.shape, dy, $filter, strides, pad, dataFormat),
			filter: () => conv2DBackpropFilter(x4D, dy, $filter.shape, strides, pad, dataFormat)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Conv2DBackpropInput_grad.js
const conv2DBackpropInputGradConfig = {
	kernelName: _tensorflow_tfjs_core.Conv2DBackpropInput,
	inputsToSave: ["dy", "filter"],
	gradFunc: (ddx, saved, attrs) => {
		const [dy, filter] = saved;
		const { strides, pad, dataFormat, dimRoundingMode } = attrs;
		return {
			dy: () => (0, _tensorflow_tfjs_core.conv2d)(ddx, filter, strides, pad, dataFormat, 1, dimRoundingMode),
			filter: () => conv2DBackpropFilter(ddx, dy, filter.shape, strides, pad, dataFormat, dimRoundingMode)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/conv3d_backprop_filter.js
function conv3DBackpropFilter_(x, dy, filterShape, strides, pad) {
	let x5D = x;
	if (x.rank === 4) x5D = (0, _tensorflow_tfjs_core.reshape)(x, [
		1,
		x.shape[0],
		x.shape[1],
		x.shape[2],
		x.shape[3]
	]);
	let dy5D = dy;
	if (dy5D.rank === 4) dy5D = (0, _tensorflow_tfjs_core.reshape)(dy, [
		1,
		dy.shape[0],
		dy.shape[1],
		dy.shape[2],
		dy.shape[3]
	]);
	assert(x5D.rank === 5, () => `Error in conv3dDerFilter: input must be rank 5, but got shape ${x5D.shape}.`);
	assert(dy5D.rank === 5, () => `Error in conv3dDerFilter: dy must be rank 5, but got shape ${dy5D.shape}.`);
	assert(filterShape.length === 5, () => `Error in conv3dDerFilter: filterShape must be length 5, but got ${filterShape}.`);
	assert(x5D.shape[4] === filterShape[3], () => `Error in conv3dDerFilter: depth of input ${x5D.shape[4]}) must match input depth in filter (${filterShape[3]}.`);
	assert(dy5D.shape[4] === filterShape[4], () => `Error in conv3dDerFilter: depth of dy (${dy5D.shape[4]}) must match output depth for filter (${filterShape[4]}).`);
	return ENGINE.runKernel(_tensorflow_tfjs_core.Conv3DBackpropFilterV2, {
		x: x5D,
		dy: dy5D
	}, {
		strides,
		pad,
		filterShape
	});
}
const conv3DBackpropFilter = (0, _tensorflow_tfjs_core.op)({ conv3DBackpropFilter_ });
// node_modules/@tensorflow/tfjs-core/dist/ops/conv3d_backprop_input.js
function conv3DBackpropInput_(xShape, dy, filter, strides, pad) {
	assert(xShape.length === dy.rank, () => `Length of inShape (${xShape.length}) and rank of dy (${dy.rank}) must match`);
	let xShape5D = xShape;
	let dy5D = dy;
	let reshapedTo5D = false;
	if (dy.rank === 4) {
		reshapedTo5D = true;
		dy5D = (0, _tensorflow_tfjs_core.reshape)(dy, [
			1,
			dy.shape[0],
			dy.shape[1],
			dy.shape[2],
			dy.shape[3]
		]);
		xShape5D = [
			1,
			xShape[0],
			xShape[1],
			xShape[2],
			xShape[3]
		];
	}
	const inDepth = xShape5D[4];
	const outDepth = dy5D.shape[4];
	assert(xShape5D.length === 5, () => `Error in conv3dDerInput: inShape must be length 5, but got length ${xShape5D.length}.`);
	assert(dy5D.rank === 5, () => `Error in conv3dDerInput: dy must be rank 5, but got rank ${dy5D.rank}`);
	assert(filter.rank === 5, () => `Error in conv3dDerInput: filter must be rank 5, but got rank ${filter.rank}`);
	assert(inDepth === filter.shape[3], () => `Error in conv3dDerInput: depth of input (${inDepth}) must match input depth for filter ${filter.shape[3]}.`);
	assert(outDepth === filter.shape[4], () => `Error in conv3dDerInput: depth of output (${outDepth}) must match output depth for filter ${filter.shape[4]}.`);
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.Conv3DBackpropInputV2, {
		dy: dy5D,
		filter
	}, {
		pad,
		strides,
		inputShape: xShape5D
	});
	if (reshapedTo5D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3],
		res.shape[4]
	]);
	return res;
}
const conv3DBackpropInput = (0, _tensorflow_tfjs_core.op)({ conv3DBackpropInput_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/Conv3D_grad.js
const conv3DGradConfig = {
	kernelName: _tensorflow_tfjs_core.Conv3D,
	inputsToSave: ["x", "filter"],
	gradFunc: (dy, saved, attrs) => {
		const { dilations, strides, pad } = attrs;
		assert(tupleValuesAreOne(dilations), () => `Error in gradient of conv3D: dilation rates greater than 1 are not yet supported in gradients. Got dilations '${dilations}'`);
		const [x5D, $filter] = saved;
		return {
			x: () => conv3DBackpropInput(x5D.shape, dy, $filter, strides, pad),
			filter: () => conv3DBackpropFilter(x5D, dy, $filter.shape, strides, pad)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Cos_grad.js
const cosGradConfig = {
	kernelName: _tensorflow_tfjs_core.Cos,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.sin)((0, _tensorflow_tfjs_core.cast)(x, "float32"))), dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Cosh_grad.js
const coshGradConfig = {
	kernelName: _tensorflow_tfjs_core.Cosh,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.sinh)((0, _tensorflow_tfjs_core.cast)(x, "float32")), dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/axis_util.js
const computeOutAndReduceShapes = _tensorflow_tfjs_core.backend_util.computeOutAndReduceShapes;
const expandShapeToKeepDim = _tensorflow_tfjs_core.backend_util.expandShapeToKeepDim;
const getAxesPermutation = _tensorflow_tfjs_core.backend_util.getAxesPermutation;
const getUndoAxesPermutation = _tensorflow_tfjs_core.backend_util.getUndoAxesPermutation;
// node_modules/@tensorflow/tfjs-core/dist/gradients/Cumsum_grad.js
const cumsumGradConfig = {
	kernelName: _tensorflow_tfjs_core.Cumsum,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { axis, exclusive, reverse } = attrs;
		return { x: () => {
			const permutation = getAxesPermutation([axis], x.rank);
			let out = (0, _tensorflow_tfjs_core.cumsum)(dy, axis, exclusive, !reverse);
			if (permutation != null) out = (0, _tensorflow_tfjs_core.transpose)(out, permutation);
			return out;
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/depthwise_conv2d_native_backprop_filter.js
function depthwiseConv2dNativeBackpropFilter_(x, dy, filterShape, strides, pad, dilations = [1, 1], dimRoundingMode) {
	let x4D = x;
	if (x.rank === 3) x4D = (0, _tensorflow_tfjs_core.reshape)(x, [
		1,
		x.shape[0],
		x.shape[1],
		x.shape[2]
	]);
	let dy4D = dy;
	if (dy4D.rank === 3) dy4D = (0, _tensorflow_tfjs_core.reshape)(dy, [
		1,
		dy.shape[0],
		dy.shape[1],
		dy.shape[2]
	]);
	return ENGINE.runKernel(_tensorflow_tfjs_core.DepthwiseConv2dNativeBackpropFilter, {
		x: x4D,
		dy: dy4D
	}, {
		strides,
		pad,
		dimRoundingMode,
		dilations,
		filterShape
	});
}
const depthwiseConv2dNativeBackpropFilter = (0, _tensorflow_tfjs_core.op)({ depthwiseConv2dNativeBackpropFilter_ });
// node_modules/@tensorflow/tfjs-core/dist/ops/depthwise_conv2d_native_backprop_input.js
function depthwiseConv2dNativeBackpropInput_(xShape, dy, filter, strides, pad, dilations = [1, 1], dimRoundingMode) {
	let dy4D = dy;
	let reshapedTo4D = false;
	if (dy.rank === 3) {
		reshapedTo4D = true;
		dy4D = (0, _tensorflow_tfjs_core.reshape)(dy, [
			1,
			dy.shape[0],
			dy.shape[1],
			dy.shape[2]
		]);
	}
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.DepthwiseConv2dNativeBackpropInput, {
		dy: dy4D,
		filter
	}, {
		strides,
		pad,
		dimRoundingMode,
		dilations,
		inputShape: xShape
	});
	if (reshapedTo4D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3]
	]);
	return res;
}
const depthwiseConv2dNativeBackpropInput = (0, _tensorflow_tfjs_core.op)({ depthwiseConv2dNativeBackpropInput_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/DepthwiseConv2dNative_grad.js
const depthwiseConv2dNativeGradConfig = {
	kernelName: _tensorflow_tfjs_core.DepthwiseConv2dNative,
	inputsToSave: ["x", "filter"],
	gradFunc: (dy, saved, attrs) => {
		const { dilations, strides, pad, dimRoundingMode } = attrs;
		const $dilations = dilations == null ? [1, 1] : dilations;
		assert(tupleValuesAreOne($dilations), () => `Error in gradient of depthwiseConv2dNative: dilation rates greater than 1 are not yet supported. Got dilations '${$dilations}'`);
		const [x, filter] = saved;
		assert(x.rank === 4, () => `Error in gradient of depthwiseConv2dNative: input must be rank 4, but got rank ${x.rank}.`);
		assert(filter.rank === 4, () => `Error in gradient of depthwiseConv2dNative: filter must be rank 4, but got rank ${filter.rank}.`);
		assert(x.shape[3] === filter.shape[2], () => `Error in gradient of depthwiseConv2d: number of input channels (${x.shape[3]}) must match the inChannels dimension in filter ${filter.shape[2]}.`);
		assert(eitherStridesOrDilationsAreOne(strides, $dilations), () => `Error in gradient of depthwiseConv2d: Either strides or dilations must be  1. Got strides ${strides} and dilations '${$dilations}'.`);
		checkPadOnDimRoundingMode("depthwiseConv2d", pad, dimRoundingMode);
		return {
			x: () => depthwiseConv2dNativeBackpropInput(x.shape, dy, filter, strides, pad, $dilations, dimRoundingMode),
			filter: () => depthwiseConv2dNativeBackpropFilter(x, dy, filter.shape, strides, pad, $dilations, dimRoundingMode)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Dilation2D_grad.js
const dilation2dGradConfig = {
	kernelName: _tensorflow_tfjs_core.Dilation2D,
	inputsToSave: ["x", "filter"],
	gradFunc: (dy, saved, attrs) => {
		const [x, filter] = saved;
		const inputInputs = {
			x,
			filter,
			dy
		};
		const filterInputs = {
			x,
			filter,
			dy
		};
		return {
			x: () => ENGINE.runKernel(_tensorflow_tfjs_core.Dilation2DBackpropInput, inputInputs, attrs),
			filter: () => ENGINE.runKernel(_tensorflow_tfjs_core.Dilation2DBackpropFilter, filterInputs, attrs)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Elu_grad.js
const eluGradConfig = {
	kernelName: _tensorflow_tfjs_core.Elu,
	outputsToSave: [true],
	gradFunc: (dy, saved) => {
		const [y] = saved;
		const inputs = {
			dy,
			y
		};
		return { x: () => ENGINE.runKernel(_tensorflow_tfjs_core.EluGrad, inputs) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Erf_grad.js
const erfGradConfig = {
	kernelName: _tensorflow_tfjs_core.Erf,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		const a = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.exp)((0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.square)(x))), 2 / Math.sqrt(Math.PI));
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, a) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Exp_grad.js
const expGradConfig = {
	kernelName: _tensorflow_tfjs_core.Exp,
	outputsToSave: [true],
	gradFunc: (dy, saved) => {
		const [y] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, y) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ExpandDims_grad.js
const expandDimsGradConfig = {
	kernelName: _tensorflow_tfjs_core.ExpandDims,
	inputsToSave: ["input"],
	gradFunc: (dy, saved) => {
		const [input] = saved;
		return { input: () => (0, _tensorflow_tfjs_core.reshape)(dy, input.shape) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Expm1_grad.js
const expm1GradConfig = {
	kernelName: _tensorflow_tfjs_core.Expm1,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.exp)(x)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Floor_grad.js
const floorGradConfig = {
	kernelName: _tensorflow_tfjs_core.Floor,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/FloorDiv_grad.js
const floorDivGradConfig = {
	kernelName: _tensorflow_tfjs_core.FloorDiv,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			const res = (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.cast)(b, "float32"));
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), a.shape);
			return res;
		};
		const derB = () => {
			let res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(a, "float32"));
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), b.shape);
			const tmp = (0, _tensorflow_tfjs_core.square)(b);
			return (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.div)(res, (0, _tensorflow_tfjs_core.cast)(tmp, "float32")));
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/FusedBatchNorm_grad.js
const fusedBatchNormGradConfig = {
	kernelName: _tensorflow_tfjs_core.FusedBatchNorm,
	inputsToSave: [
		"x",
		"mean",
		"variance",
		"scale"
	],
	gradFunc: (dy, saved, attrs) => {
		const { varianceEpsilon } = attrs;
		const [x, mean, variance, scale] = saved;
		const scaleValue = scale == null ? (0, _tensorflow_tfjs_core.scalar)(1) : scale;
		const reductionAxes = getReductionAxes(mean.shape, x.shape);
		const tileShape = [];
		if (mean.rank === 1) {
			for (let i = 0; i < x.shape.length - 1; ++i) tileShape.push(x.shape[i]);
			tileShape.push(1);
		}
		const xMinusMean = (0, _tensorflow_tfjs_core.sub)(x, mean);
		const dyTimesScaleValue = (0, _tensorflow_tfjs_core.mul)(dy, scaleValue);
		const oneOverSqrtVariance = (0, _tensorflow_tfjs_core.rsqrt)((0, _tensorflow_tfjs_core.add)(variance, (0, _tensorflow_tfjs_core.scalar)(varianceEpsilon)));
		const minusHalfRCube = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(oneOverSqrtVariance, oneOverSqrtVariance), oneOverSqrtVariance), (0, _tensorflow_tfjs_core.scalar)(-.5));
		const derX = () => {
			if (mean.rank === 1) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.tile)((0, _tensorflow_tfjs_core.reshape)(oneOverSqrtVariance, [
				1,
				1,
				1,
				mean.shape[0]
			]), tileShape)), scaleValue), x.shape);
			else return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(dy, oneOverSqrtVariance), scaleValue), x.shape);
		};
		const derMean = () => {
			let meanDer = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(oneOverSqrtVariance, (0, _tensorflow_tfjs_core.scalar)(-1)), dyTimesScaleValue);
			if (mean.rank === 1) meanDer = (0, _tensorflow_tfjs_core.sum)(meanDer, reductionAxes);
			return (0, _tensorflow_tfjs_core.reshape)(meanDer, mean.shape);
		};
		const derVariance = () => {
			let varianceDer = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(minusHalfRCube, xMinusMean), dyTimesScaleValue);
			if (mean.rank === 1) varianceDer = (0, _tensorflow_tfjs_core.sum)(varianceDer, reductionAxes);
			return (0, _tensorflow_tfjs_core.reshape)(varianceDer, mean.shape);
		};
		const derScale = () => {
			const xMinusMean2TimesRsqrt = (0, _tensorflow_tfjs_core.mul)(xMinusMean, oneOverSqrtVariance);
			let scaleDer = (0, _tensorflow_tfjs_core.mul)(dy, xMinusMean2TimesRsqrt);
			if (mean.rank === 1) scaleDer = (0, _tensorflow_tfjs_core.sum)(scaleDer, reductionAxes);
			return (0, _tensorflow_tfjs_core.reshape)(scaleDer, mean.shape);
		};
		const derOffset = () => {
			let offsetDer = dy;
			if (mean.rank === 1) offsetDer = (0, _tensorflow_tfjs_core.sum)(offsetDer, reductionAxes);
			return (0, _tensorflow_tfjs_core.reshape)(offsetDer, mean.shape);
		};
		return {
			x: derX,
			mean: derMean,
			variance: derVariance,
			scale: derScale,
			offset: derOffset
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/GatherV2_grad.js
const gatherGradConfig = {
	kernelName: _tensorflow_tfjs_core.GatherV2,
	inputsToSave: ["x", "indices"],
	gradFunc: (dy, saved, attrs) => {
		const [x, indices] = saved;
		const { axis, batchDims } = attrs;
		const parsedAxis = parseAxisParam(axis, x.shape)[0];
		const derXBatch = (x, indices, dy) => {
			return () => {
				const paramsShape = x.shape;
				const indicesSize = indices.size;
				const outerShape = paramsShape.slice(0, parsedAxis);
				const outerDims = outerShape.length;
				const innerShape = paramsShape.slice(axis, paramsShape.length).slice(1);
				const innerDims = innerShape.length;
				const outerAxesIndices = arrayRange(0, outerDims);
				const innerAxesIndices = arrayRange(outerDims + 1, outerDims + 1 + innerDims);
				const valuesShape = arrayConcat([
					outerShape,
					[indicesSize],
					innerShape
				]);
				const values = (0, _tensorflow_tfjs_core.reshape)(dy, valuesShape);
				const reshapedIndices = (0, _tensorflow_tfjs_core.reshape)(indices, [indicesSize]);
				const transposeDims = arrayConcat([
					[outerDims],
					outerAxesIndices,
					innerAxesIndices
				]);
				const valuesTranspose = (0, _tensorflow_tfjs_core.transpose)(values, transposeDims);
				let paramsGrad = (0, _tensorflow_tfjs_core.unsortedSegmentSum)(valuesTranspose, reshapedIndices, x.shape[parsedAxis]);
				const invertTransposeDims = getUndoAxesPermutation(transposeDims);
				paramsGrad = (0, _tensorflow_tfjs_core.transpose)(paramsGrad, invertTransposeDims);
				return paramsGrad;
			};
		};
		if (batchDims === 1) {
			const xBatch = x.split(x.shape[0], 0);
			const derXBatched = () => {
				return (0, _tensorflow_tfjs_core.stack)(xBatch.map((x, i) => {
					return derXBatch(x, indices.slice(i, 1), dy.slice(i, 1))();
				})).reshape(x.shape);
			};
			return {
				x: derXBatched,
				indices: () => indices
			};
		} else return {
			x: derXBatch(x, indices, dy),
			indices: () => indices
		};
	}
};
function arrayRange(start, stop) {
	const result = [];
	for (let i = start; i < stop; ++i) result.push(i);
	return result;
}
function arrayConcat(arrays) {
	const result = [];
	for (let i = 0; i < arrays.length; ++i) for (let j = 0; j < arrays[i].length; ++j) result.push(arrays[i][j]);
	return result;
}
// node_modules/@tensorflow/tfjs-core/dist/gradients/GreaterEqual_grad.js
const greaterEqualGradConfig = {
	kernelName: _tensorflow_tfjs_core.GreaterEqual,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		return {
			a: () => (0, _tensorflow_tfjs_core.zerosLike)(a),
			b: () => (0, _tensorflow_tfjs_core.zerosLike)(b)
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Identity_grad.js
const identityGradConfig = {
	kernelName: _tensorflow_tfjs_core.Identity,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.cast)(dy, "float32") };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/IsFinite_grad.js
const isFiniteGradConfig = {
	kernelName: _tensorflow_tfjs_core.IsFinite,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/IsInf_grad.js
const isInfGradConfig = {
	kernelName: _tensorflow_tfjs_core.IsInf,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/IsNan_grad.js
const isNanGradConfig = {
	kernelName: _tensorflow_tfjs_core.IsNan,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/LeakyRelu_grad.js
const leakyReluGradConfig = {
	kernelName: _tensorflow_tfjs_core.LeakyRelu,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { alpha } = attrs;
		const mask = (0, _tensorflow_tfjs_core.greater)(x, 0);
		return { x: () => (0, _tensorflow_tfjs_core.where)(mask, dy, (0, _tensorflow_tfjs_core.mul)(dy, alpha)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Log1p_grad.js
const log1pGradConfig = {
	kernelName: _tensorflow_tfjs_core.Log1p,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.add)(x, 1)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Log_grad.js
const logGradConfig = {
	kernelName: _tensorflow_tfjs_core.Log,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.cast)(x, "float32")) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/LogSoftmax_grad.js
const logSoftmaxGradConfig = {
	kernelName: _tensorflow_tfjs_core.LogSoftmax,
	inputsToSave: [],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const [value] = saved;
		const { axis } = attrs;
		return { logits: () => {
			const keepDims = true;
			const softmax = (0, _tensorflow_tfjs_core.exp)(value);
			return (0, _tensorflow_tfjs_core.sub)(dy, (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.sum)(dy, axis, keepDims), softmax));
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/local_response_normalization_backprop.js
function localResponseNormalizationBackprop_(x, y, dy, depthRadius = 5, bias = 1, alpha = 1, beta = .5) {
	return ENGINE.runKernel(_tensorflow_tfjs_core.LRNGrad, {
		x,
		y,
		dy
	}, {
		depthRadius,
		bias,
		alpha,
		beta
	});
}
const localResponseNormalizationBackprop = (0, _tensorflow_tfjs_core.op)({ localResponseNormalizationBackprop_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/LRN_grad.js
const lrnGradConfig = {
	kernelName: _tensorflow_tfjs_core.LRN,
	inputsToSave: ["x"],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const [x, y] = saved;
		const { depthRadius, bias, alpha, beta } = attrs;
		return { x: () => localResponseNormalizationBackprop(x, y, dy, depthRadius, bias, alpha, beta) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/min_max_grad_util.js
function gradForMinAndMax(dy, y, xOrig, origAxes) {
	if (y.rank < xOrig.rank) y = (0, _tensorflow_tfjs_core.reshape)(y, expandShapeToKeepDim(y.shape, origAxes));
	if (dy.rank < xOrig.rank) dy = (0, _tensorflow_tfjs_core.reshape)(dy, expandShapeToKeepDim(dy.shape, origAxes));
	return { x: () => {
		return (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.equal)(xOrig, y), dy.dtype));
	} };
}
// node_modules/@tensorflow/tfjs-core/dist/gradients/Max_grad.js
const maxGradConfig = {
	kernelName: _tensorflow_tfjs_core.Max,
	inputsToSave: ["x"],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const { reductionIndices } = attrs;
		const x = saved[0];
		const y = saved[1];
		const maxGrad = gradForMinAndMax(dy, y, x, parseAxisParam(reductionIndices, x.shape));
		return { x: () => {
			return maxGrad["x"]();
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Maximum_grad.js
const maximumGradConfig = {
	kernelName: _tensorflow_tfjs_core.Maximum,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const derA = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.greaterEqual)(a, b), "float32"));
		const derB = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.less)(a, b), "float32"));
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/max_pool_3d_grad.js
function maxPool3dGrad_(dy, input, output, filterSize, strides, pad, dimRoundingMode) {
	const $dy = convertToTensor(dy, "dy", "maxPool3dGrad");
	const $input = convertToTensor(input, "input", "maxPool3dGrad");
	const $output = convertToTensor(output, "output", "maxPool3dGrad");
	let dy5D = $dy;
	let input5D = $input;
	let output5D = $output;
	let reshapedTo5D = false;
	if ($input.rank === 4) {
		reshapedTo5D = true;
		dy5D = (0, _tensorflow_tfjs_core.reshape)($dy, [
			1,
			$dy.shape[0],
			$dy.shape[1],
			$dy.shape[2],
			$dy.shape[3]
		]);
		input5D = (0, _tensorflow_tfjs_core.reshape)($input, [
			1,
			$input.shape[0],
			$input.shape[1],
			$input.shape[2],
			$input.shape[3]
		]);
		output5D = (0, _tensorflow_tfjs_core.reshape)($output, [
			1,
			$output.shape[0],
			$output.shape[1],
			$output.shape[2],
			$output.shape[3]
		]);
	}
	assert(dy5D.rank === 5, () => `Error in maxPool3dGrad: dy must be rank 5 but got rank ${dy5D.rank}.`);
	assert(input5D.rank === 5, () => `Error in maxPool3dGrad: input must be rank 5 but got rank ${input5D.rank}.`);
	assert(output5D.rank === 5, () => `Error in maxPool3dGrad: output must be rank 5 but got rank ${output5D.rank}.`);
	checkPadOnDimRoundingMode("maxPool3dGrad", pad, dimRoundingMode);
	const res = ENGINE.runKernel(_tensorflow_tfjs_core.MaxPool3DGrad, {
		dy: dy5D,
		input: input5D,
		output: output5D
	}, {
		filterSize,
		strides,
		pad,
		dimRoundingMode
	});
	if (reshapedTo5D) return (0, _tensorflow_tfjs_core.reshape)(res, [
		res.shape[1],
		res.shape[2],
		res.shape[3],
		res.shape[4]
	]);
	return res;
}
const maxPool3dGrad = (0, _tensorflow_tfjs_core.op)({ maxPool3dGrad_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/MaxPool3D_grad.js
const maxPool3DGradConfig = {
	kernelName: _tensorflow_tfjs_core.MaxPool3D,
	inputsToSave: ["x"],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const [x, y] = saved;
		const { filterSize, strides, pad, dimRoundingMode } = attrs;
		return { x: () => maxPool3dGrad(dy, x, y, filterSize, strides, pad, dimRoundingMode) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/max_pool_grad.js
function maxPoolGrad_(dy, input, output, filterSize, strides, pad, dimRoundingMode) {
	const $dy = convertToTensor(dy, "dy", "maxPoolGrad");
	const $input = convertToTensor(input, "input", "maxPoolGrad");
	const $output = convertToTensor(output, "output", "maxPoolGrad");
	assert($input.rank === $dy.rank, () => `Rank of input (${$input.rank}) does not match rank of dy (${$dy.rank})`);
	assert($dy.rank === 4, () => `Error in maxPoolGrad: dy must be rank 4 but got rank ${$dy.rank}.`);
	assert($input.rank === 4, () => `Error in maxPoolGrad: input must be rank 4 but got rank ${$input.rank}.`);
	checkPadOnDimRoundingMode("maxPoolGrad", pad, dimRoundingMode);
	return ENGINE.runKernel(_tensorflow_tfjs_core.MaxPoolGrad, {
		dy: $dy,
		input: $input,
		output: $output
	}, {
		filterSize,
		strides,
		pad,
		dimRoundingMode
	});
}
const maxPoolGrad = (0, _tensorflow_tfjs_core.op)({ maxPoolGrad_ });
// node_modules/@tensorflow/tfjs-core/dist/gradients/MaxPool_grad.js
const maxPoolGradConfig = {
	kernelName: _tensorflow_tfjs_core.MaxPool,
	inputsToSave: ["x"],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const [x, y] = saved;
		const { filterSize, strides, pad } = attrs;
		return { x: () => maxPoolGrad(dy, x, y, filterSize, strides, pad) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Mean_grad.js
const meanGradConfig = {
	kernelName: _tensorflow_tfjs_core.Mean,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { axis } = attrs;
		const axes = parseAxisParam(axis, x.shape);
		const reduceShape = computeOutAndReduceShapes(x.shape, axes)[1];
		const reduceSize = sizeFromShape(reduceShape);
		const derX = () => {
			const expandedDyShape = x.shape.slice();
			axes.forEach((axis) => {
				expandedDyShape[axis] = 1;
			});
			const expandedDy = (0, _tensorflow_tfjs_core.reshape)(dy, expandedDyShape);
			return (0, _tensorflow_tfjs_core.div)((0, _tensorflow_tfjs_core.mul)(expandedDy, (0, _tensorflow_tfjs_core.ones)(x.shape, "float32")), reduceSize);
		};
		return { x: derX };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Min_grad.js
const minGradConfig = {
	kernelName: _tensorflow_tfjs_core.Min,
	inputsToSave: ["x"],
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const { axis } = attrs;
		const [x, y] = saved;
		const minGrad = gradForMinAndMax(dy, y, x, parseAxisParam(axis, x.shape));
		return { x: () => {
			return minGrad["x"]();
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Minimum_grad.js
const minimumGradConfig = {
	kernelName: _tensorflow_tfjs_core.Minimum,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const derA = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.lessEqual)(a, b), "float32"));
		const derB = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.greater)(a, b), "float32"));
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/MirrorPad_grad.js
const mirrorPadGradConfig = {
	kernelName: _tensorflow_tfjs_core.MirrorPad,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const x = saved[0];
		const { paddings } = attrs;
		const begin = paddings.map((p) => p[0]);
		return { x: () => (0, _tensorflow_tfjs_core.slice)(dy, begin, x.shape) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Mod_grad.js
const modGradConfig = {
	kernelName: _tensorflow_tfjs_core.Mod,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(dy, reduceAxes), a.shape);
			return dy;
		};
		const derB = () => {
			const res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.floor)((0, _tensorflow_tfjs_core.div)(a, b))));
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), b.shape);
			return res;
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Multiply_grad.js
const multiplyGradConfig = {
	kernelName: _tensorflow_tfjs_core.Multiply,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			const res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(b, "float32"));
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), a.shape);
			return res;
		};
		const derB = () => {
			const res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(a, "float32"));
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), b.shape);
			return res;
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Neg_grad.js
const negGradConfig = {
	kernelName: _tensorflow_tfjs_core.Neg,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.neg)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/OneHot_grad.js
const oneHotGradConfig = {
	kernelName: _tensorflow_tfjs_core.OneHot,
	inputsToSave: ["indices"],
	gradFunc: (dy, saved) => {
		const indices = saved[0];
		return { indices: () => (0, _tensorflow_tfjs_core.zeros)(indices.shape, "float32") };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/OnesLike_grad.js
const onesLikeGradConfig = {
	kernelName: _tensorflow_tfjs_core.OnesLike,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Pack_grad.js
const packGradConfig = {
	kernelName: _tensorflow_tfjs_core.Pack,
	saveAllInputs: true,
	gradFunc: (dy, saved, attrs) => {
		const { axis } = attrs;
		return (0, _tensorflow_tfjs_core.unstack)(dy, axis).map((t) => () => t);
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/PadV2_grad.js
const padV2GradConfig = {
	kernelName: _tensorflow_tfjs_core.PadV2,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const x = saved[0];
		const { paddings } = attrs;
		const begin = paddings.map((p) => p[0]);
		return { x: () => (0, _tensorflow_tfjs_core.slice)(dy, begin, x.shape) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Pow_grad.js
const powGradConfig = {
	kernelName: _tensorflow_tfjs_core.Pow,
	inputsToSave: ["a", "b"],
	outputsToSave: [true],
	gradFunc: (dy, saved) => {
		const [a, b, y] = saved;
		const base = a;
		const exp = b;
		const outShape = assertAndGetBroadcastShape(base.shape, exp.shape);
		const derBase = () => {
			const expFloat = (0, _tensorflow_tfjs_core.cast)(exp, "float32");
			let res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)(expFloat, (0, _tensorflow_tfjs_core.pow)(base, (0, _tensorflow_tfjs_core.sub)(expFloat, (0, _tensorflow_tfjs_core.scalar)(1)))));
			const reduceAxes = getReductionAxes(base.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, base.shape);
		};
		const derExp = () => {
			const condition = (0, _tensorflow_tfjs_core.greater)(base, 0);
			const logBase = (0, _tensorflow_tfjs_core.where)(condition, (0, _tensorflow_tfjs_core.log)(base), (0, _tensorflow_tfjs_core.zerosLike)(base));
			let res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)(y, logBase));
			const reduceAxes = getReductionAxes(exp.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, exp.shape);
		};
		return {
			a: derBase,
			b: derExp
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Prelu_grad.js
const preluGradConfig = {
	kernelName: _tensorflow_tfjs_core.Prelu,
	inputsToSave: ["x", "alpha"],
	gradFunc: (dy, saved) => {
		const [x, alpha] = saved;
		const mask = (0, _tensorflow_tfjs_core.greater)(x, 0);
		return {
			x: () => (0, _tensorflow_tfjs_core.where)(mask, dy, (0, _tensorflow_tfjs_core.mul)(dy, alpha)),
			alpha: () => {
				let res = (0, _tensorflow_tfjs_core.where)(mask, (0, _tensorflow_tfjs_core.zerosLike)(dy), (0, _tensorflow_tfjs_core.mul)(dy, x));
				const reduceAxes = getReductionAxes(alpha.shape, dy.shape);
				if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
				return (0, _tensorflow_tfjs_core.reshape)(res, alpha.shape);
			}
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Prod_grad.js
function prodGradFn_(x, dy, axis) {
	const expandedYShape = x.shape.slice();
	expandedYShape[axis] = 1;
	const expandedDy = (0, _tensorflow_tfjs_core.reshape)(dy, expandedYShape);
	const xCumProd = (0, _tensorflow_tfjs_core.cumprod)(x, axis, true, false);
	const xCumRevProd = (0, _tensorflow_tfjs_core.cumprod)(x, axis, true, true);
	const dx = (0, _tensorflow_tfjs_core.mul)(xCumProd, xCumRevProd);
	return (0, _tensorflow_tfjs_core.mul)(expandedDy, dx);
}
function prodsGradFn_(x, dy, axis) {
	const xRank = x.shape.length;
	const finalProdAxis = xRank - axis.length;
	const xPermutation = _tensorflow_tfjs_core.backend_util.getAxesPermutation(axis, xRank);
	let permutedX = x;
	if (xPermutation != null) permutedX = (0, _tensorflow_tfjs_core.transpose)(x, xPermutation);
	const newShape = permutedX.shape.slice();
	const endPartShape = newShape.splice(xRank - axis.length, axis.length).reduce((p, c) => p * c, 1);
	newShape.push(endPartShape);
	let prodGrad = prodGradFn_(permutedX.reshape(newShape), dy, finalProdAxis);
	prodGrad = prodGrad.reshape(permutedX.shape);
	if (xPermutation != null) {
		const undoPermutation = _tensorflow_tfjs_core.backend_util.getUndoAxesPermutation(xPermutation);
		prodGrad = (0, _tensorflow_tfjs_core.transpose)(prodGrad, undoPermutation);
	}
	return prodGrad;
}
const prodGradConfig = {
	kernelName: _tensorflow_tfjs_core.Prod,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { axis } = attrs;
		let axisArr = [];
		if (axis === void 0 || axis === null) axisArr = x.shape.map((_, i) => i);
		else if (typeof axis === "number") axisArr = [axis];
		else axisArr = axis;
		return { x: () => prodsGradFn_(x, dy, axisArr) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/RealDiv_grad.js
const divGradConfig = {
	kernelName: _tensorflow_tfjs_core.RealDiv,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			const res = (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.cast)(b, "float32"));
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), a.shape);
			return res;
		};
		const derB = () => {
			let res = (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(a, "float32"));
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.sum)(res, reduceAxes), b.shape);
			const tmp = (0, _tensorflow_tfjs_core.square)(b);
			return (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.div)(res, (0, _tensorflow_tfjs_core.cast)(tmp, "float32")));
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Reciprocal_grad.js
const reciprocalGradConfig = {
	kernelName: _tensorflow_tfjs_core.Reciprocal,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.square)(x))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Relu6_grad.js
const relu6GradConfig = {
	kernelName: _tensorflow_tfjs_core.Relu6,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		const mask = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.lessEqual)(x, 6), (0, _tensorflow_tfjs_core.step)(x));
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(mask, "float32")) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Relu_grad.js
const reluGradConfig = {
	kernelName: _tensorflow_tfjs_core.Relu,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.step)(x), "float32")) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Reshape_grad.js
const reshapeGradConfig = {
	kernelName: _tensorflow_tfjs_core.Reshape,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.reshape)(dy, x.shape) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ResizeBilinear_grad.js
const resizeBilinearGradConfig = {
	kernelName: _tensorflow_tfjs_core.ResizeBilinear,
	inputsToSave: ["images"],
	gradFunc: (dy, saved, attrs) => {
		const [images] = saved;
		const inputs = {
			dy,
			images
		};
		const imagesDer = () => ENGINE.runKernel(_tensorflow_tfjs_core.ResizeBilinearGrad, inputs, attrs);
		return { images: imagesDer };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/ResizeNearestNeighbor_grad.js
const resizeNearestNeighborGradConfig = {
	kernelName: _tensorflow_tfjs_core.ResizeNearestNeighbor,
	inputsToSave: ["images"],
	gradFunc: (dy, saved, attrs) => {
		const [images] = saved;
		const inputs = {
			dy,
			images
		};
		const imagesDer = () => ENGINE.runKernel(_tensorflow_tfjs_core.ResizeNearestNeighborGrad, inputs, attrs);
		return { images: imagesDer };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Reverse_grad.js
const reverseGradConfig = {
	kernelName: _tensorflow_tfjs_core.Reverse,
	gradFunc: (dy, saved, attrs) => {
		const { dims } = attrs;
		const axes = parseAxisParam(dims, dy.shape);
		return { x: () => (0, _tensorflow_tfjs_core.reverse)(dy, axes) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Round_grad.js
const roundGradConfig = {
	kernelName: _tensorflow_tfjs_core.Round,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Rsqrt_grad.js
const rsqrtGradConfig = {
	kernelName: _tensorflow_tfjs_core.Rsqrt,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.neg)((0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.pow)(x, 1.5), 2))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Select_grad.js
const selectGradConfig = {
	kernelName: _tensorflow_tfjs_core.Select,
	inputsToSave: ["condition"],
	gradFunc: (dy, saved) => {
		const [condition] = saved;
		return {
			condition: () => (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.zerosLike)(condition), "float32"),
			t: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)(condition, dy.dtype)),
			e: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.cast)((0, _tensorflow_tfjs_core.logicalNot)(condition), dy.dtype))
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/selu_util.js
const SELU_SCALEALPHA = _tensorflow_tfjs_core.backend_util.SELU_SCALEALPHA;
const SELU_SCALE = _tensorflow_tfjs_core.backend_util.SELU_SCALE;
// node_modules/@tensorflow/tfjs-core/dist/gradients/Selu_grad.js
const seluGradConfig = {
	kernelName: _tensorflow_tfjs_core.Selu,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => {
			const mask = (0, _tensorflow_tfjs_core.greater)(x, (0, _tensorflow_tfjs_core.scalar)(0));
			const scaleAlpha = (0, _tensorflow_tfjs_core.scalar)(SELU_SCALEALPHA);
			const scale = (0, _tensorflow_tfjs_core.scalar)(SELU_SCALE);
			const greaterThanZeroDer = (0, _tensorflow_tfjs_core.mul)(dy, scale);
			const lessEqualZeroDer = (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.mul)(dy, scaleAlpha), (0, _tensorflow_tfjs_core.exp)((0, _tensorflow_tfjs_core.cast)(x, "float32")));
			return (0, _tensorflow_tfjs_core.where)(mask, greaterThanZeroDer, lessEqualZeroDer);
		} };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sigmoid_grad.js
const sigmoidGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sigmoid,
	outputsToSave: [true],
	gradFunc: (dy, saved) => {
		const [y] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)(y, (0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.scalar)(1), y))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sign_grad.js
const signGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sign,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sin_grad.js
const sinGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sin,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.cos)((0, _tensorflow_tfjs_core.cast)(x, "float32")), dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sinh_grad.js
const sinhGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sinh,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.cosh)((0, _tensorflow_tfjs_core.cast)(x, "float32")), dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/ops/slice_util.js
const parseSliceParams = _tensorflow_tfjs_core.slice_util.parseSliceParams;
// node_modules/@tensorflow/tfjs-core/dist/gradients/Slice_grad.js
const sliceGradConfig = {
	kernelName: _tensorflow_tfjs_core.Slice,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { begin, size } = attrs;
		const inputShape = x.shape;
		const [begin_, size_] = parseSliceParams(x, begin, size);
		const paddings = [];
		for (let i = 0; i < dy.rank; i++) paddings.push([begin_[i], inputShape[i] - begin_[i] - size_[i]]);
		return { x: () => (0, _tensorflow_tfjs_core.pad)(dy, paddings) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Softmax_grad.js
const softmaxGradConfig = {
	kernelName: _tensorflow_tfjs_core.Softmax,
	outputsToSave: [true],
	gradFunc: (dy, saved, attrs) => {
		const [y] = saved;
		const { dim } = attrs;
		const keepDims = true;
		const dyTimesY = (0, _tensorflow_tfjs_core.mul)(dy, y);
		return { logits: () => (0, _tensorflow_tfjs_core.sub)(dyTimesY, (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.sum)(dyTimesY, [dim], keepDims), y)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Softplus_grad.js
const softplusGradConfig = {
	kernelName: _tensorflow_tfjs_core.Softplus,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.sigmoid)(x)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/SpaceToBatchND_grad.js
const spaceToBatchNDGradConfig = {
	kernelName: _tensorflow_tfjs_core.SpaceToBatchND,
	gradFunc: (dy, saved, attrs) => {
		const { blockShape, paddings } = attrs;
		return { x: () => (0, _tensorflow_tfjs_core.batchToSpaceND)(dy, blockShape, paddings) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/SplitV_grad.js
const splitVGradConfig = {
	kernelName: _tensorflow_tfjs_core.SplitV,
	gradFunc: (dy, saved, attrs) => {
		const { axis } = attrs;
		return { x: () => (0, _tensorflow_tfjs_core.concat)(dy, axis) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sqrt_grad.js
const sqrtGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sqrt,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.sqrt)((0, _tensorflow_tfjs_core.cast)(x, "float32")), 2)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Square_grad.js
const squareGradConfig = {
	kernelName: _tensorflow_tfjs_core.Square,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.cast)(x, "float32"), 2)) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/SquaredDifference_grad.js
const squaredDifferenceGradConfig = {
	kernelName: _tensorflow_tfjs_core.SquaredDifference,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const two = (0, _tensorflow_tfjs_core.scalar)(2);
		const derA = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)(two, (0, _tensorflow_tfjs_core.sub)(a, b)));
		const derB = () => (0, _tensorflow_tfjs_core.mul)(dy, (0, _tensorflow_tfjs_core.mul)(two, (0, _tensorflow_tfjs_core.sub)(b, a)));
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Step_grad.js
const stepGradConfig = {
	kernelName: _tensorflow_tfjs_core.Step,
	gradFunc: (dy) => {
		return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sub_grad.js
const subGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sub,
	inputsToSave: ["a", "b"],
	gradFunc: (dy, saved) => {
		const [a, b] = saved;
		const outShape = assertAndGetBroadcastShape(a.shape, b.shape);
		const derA = () => {
			let res = dy;
			const reduceAxes = getReductionAxes(a.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)(res, a.shape);
		};
		const derB = () => {
			let res = dy;
			const reduceAxes = getReductionAxes(b.shape, outShape);
			if (reduceAxes.length > 0) res = (0, _tensorflow_tfjs_core.sum)(res, reduceAxes);
			return (0, _tensorflow_tfjs_core.reshape)((0, _tensorflow_tfjs_core.neg)(res), b.shape);
		};
		return {
			a: derA,
			b: derB
		};
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Sum_grad.js
const sumGradConfig = {
	kernelName: _tensorflow_tfjs_core.Sum,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const expandedDyShape = x.shape.slice();
		const { axis } = attrs;
		parseAxisParam(axis, x.shape).forEach((axis) => {
			expandedDyShape[axis] = 1;
		});
		const expandedDy = (0, _tensorflow_tfjs_core.reshape)(dy, expandedDyShape);
		const derX = (0, _tensorflow_tfjs_core.mul)(expandedDy, (0, _tensorflow_tfjs_core.ones)(x.shape, "float32"));
		return { x: () => derX };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Tan_grad.js
const tanGradConfig = {
	kernelName: _tensorflow_tfjs_core.Tan,
	inputsToSave: ["x"],
	gradFunc: (dy, saved) => {
		const [x] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.div)(dy, (0, _tensorflow_tfjs_core.square)((0, _tensorflow_tfjs_core.cos)(x))) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Tanh_grad.js
const tanhGradConfig = {
	kernelName: _tensorflow_tfjs_core.Tanh,
	outputsToSave: [true],
	gradFunc: (dy, saved) => {
		const [y] = saved;
		return { x: () => (0, _tensorflow_tfjs_core.mul)((0, _tensorflow_tfjs_core.sub)((0, _tensorflow_tfjs_core.scalar)(1), (0, _tensorflow_tfjs_core.square)(y)), dy) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Tile_grad.js
const tileGradConfig = {
	kernelName: _tensorflow_tfjs_core.Tile,
	inputsToSave: ["x"],
	gradFunc: (dy, saved, attrs) => {
		const [x] = saved;
		const { reps } = attrs;
		const derX = () => {
			let xGrad = (0, _tensorflow_tfjs_core.zerosLike)(x);
			if (x.rank === 1) for (let i = 0; i < reps[0]; ++i) xGrad = (0, _tensorflow_tfjs_core.add)(xGrad, (0, _tensorflow_tfjs_core.slice)(dy, [i * x.shape[0]], [x.shape[0]]));
			else if (x.rank === 2) for (let i = 0; i < reps[0]; ++i) for (let j = 0; j < reps[1]; ++j) xGrad = (0, _tensorflow_tfjs_core.add)(xGrad, (0, _tensorflow_tfjs_core.slice)(dy, [i * x.shape[0], j * x.shape[1]], [x.shape[0], x.shape[1]]));
			else if (x.rank === 3) for (let i = 0; i < reps[0]; ++i) for (let j = 0; j < reps[1]; ++j) for (let k = 0; k < reps[2]; ++k) xGrad = (0, _tensorflow_tfjs_core.add)(xGrad, (0, _tensorflow_tfjs_core.slice)(dy, [
				i * x.shape[0],
				j * x.shape[1],
				k * x.shape[2]
			], [
				x.shape[0],
				x.shape[1],
				x.shape[2]
			]));
			else if (x.rank === 4) for (let i = 0; i < reps[0]; ++i) for (let j = 0; j < reps[1]; ++j) for (let k = 0; k < reps[2]; ++k) for (let l = 0; l < reps[3]; ++l) xGrad = (0, _tensorflow_tfjs_core.add)(xGrad, (0, _tensorflow_tfjs_core.slice)(dy, [
				i * x.shape[0],
				j * x.shape[1],
				k * x.shape[2],
				l * x.shape[3]
			], [
				x.shape[0],
				x.shape[1],
				x.shape[2],
				x.shape[3]
			]));
			else throw new Error(`Gradient for tile operation is not implemented for rank-${x.rank} tensors yet.`);
			return xGrad;
		};
		return { x: derX };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Transpose_grad.js
const transposeGradConfig = {
	kernelName: _tensorflow_tfjs_core.Transpose,
	gradFunc: (dy, saved, attrs) => {
		const { perm } = attrs;
		const undoPerm = getUndoAxesPermutation(perm);
		return { x: () => (0, _tensorflow_tfjs_core.transpose)(dy, undoPerm) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/Unpack_grad.js
const unpackGradConfig = {
	kernelName: _tensorflow_tfjs_core.Unpack,
	gradFunc: (dy, saved, attrs) => {
		const { axis } = attrs;
		return { value: () => (0, _tensorflow_tfjs_core.stack)(dy, axis) };
	}
};
// node_modules/@tensorflow/tfjs-core/dist/gradients/UnsortedSegmentSum_grad.js
const unsortedSegmentSumGradConfig = {
	kernelName: _tensorflow_tfjs_core.UnsortedSegmentSum,
	inputsToSave: ["segmentIds"],
	gradFunc: (dy, saved) => {
		const [segmentIds] = saved;
		const derX = () => {
			return gatherDropNegatives(dy, segmentIds);
		};
		return { x: derX };
	}
};
function gatherDropNegatives(x, indices) {
	const zeroClippedIndices = (0, _tensorflow_tfjs_core.maximum)(indices, (0, _tensorflow_tfjs_core.zerosLike)(indices));
	const gathered = (0, _tensorflow_tfjs_core.gather)(x, zeroClippedIndices);
	let isPositive = (0, _tensorflow_tfjs_core.greaterEqual)(indices, (0, _tensorflow_tfjs_core.scalar)(0, "int32"));
	const numIters = gathered.rank - isPositive.rank;
	for (let i = 0; i < numIters; ++i) isPositive = (0, _tensorflow_tfjs_core.expandDims)(isPositive, i + 1);
	isPositive = (0, _tensorflow_tfjs_core.logicalAnd)(isPositive, (0, _tensorflow_tfjs_core.ones)(gathered.shape, "bool"));
	const zeroSlice = (0, _tensorflow_tfjs_core.zerosLike)(gathered);
	return (0, _tensorflow_tfjs_core.where)(isPositive, gathered, zeroSlice);
}
// node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js
const gradConfigs = [
	absGradConfig,
	acosGradConfig,
	acoshGradConfig,
	addGradConfig,
	addNGradConfig,
	argMaxGradConfig,
	argMinGradConfig,
	asinGradConfig,
	asinhGradConfig,
	atan2GradConfig,
	atanGradConfig,
	atanhGradConfig,
	avgPool3DGradConfig,
	avgPoolGradConfig,
	batchMatMulGradConfig,
	batchToSpaceNDGradConfig,
	broadcastToGradConfig,
	castGradConfig,
	ceilGradConfig,
	clipByValueGradConfig,
	complexAbsGradConfig,
	concatGradConfig,
	conv2DBackpropInputGradConfig,
	conv2DGradConfig,
	conv3DGradConfig,
	cosGradConfig,
	coshGradConfig,
	cumsumGradConfig,
	depthwiseConv2dNativeGradConfig,
	dilation2dGradConfig,
	divGradConfig,
	eluGradConfig,
	erfGradConfig,
	expGradConfig,
	expandDimsGradConfig,
	expm1GradConfig,
	floorDivGradConfig,
	floorGradConfig,
	fusedBatchNormGradConfig,
	gatherGradConfig,
	greaterEqualGradConfig,
	identityGradConfig,
	isFiniteGradConfig,
	isInfGradConfig,
	isNanGradConfig,
	leakyReluGradConfig,
	log1pGradConfig,
	logGradConfig,
	logSoftmaxGradConfig,
	lrnGradConfig,
	maxGradConfig,
	maxGradConfig,
	maximumGradConfig,
	maxPool3DGradConfig,
	maxPoolGradConfig,
	meanGradConfig,
	minGradConfig,
	minimumGradConfig,
	mirrorPadGradConfig,
	modGradConfig,
	multiplyGradConfig,
	negGradConfig,
	oneHotGradConfig,
	onesLikeGradConfig,
	packGradConfig,
	padV2GradConfig,
	padV2GradConfig,
	powGradConfig,
	preluGradConfig,
	prodGradConfig,
	reciprocalGradConfig,
	relu6GradConfig,
	reluGradConfig,
	reshapeGradConfig,
	resizeBilinearGradConfig,
	resizeNearestNeighborGradConfig,
	reverseGradConfig,
	roundGradConfig,
	rsqrtGradConfig,
	selectGradConfig,
	seluGradConfig,
	sigmoidGradConfig,
	signGradConfig,
	sinGradConfig,
	sinhGradConfig,
	sliceGradConfig,
	softmaxGradConfig,
	softplusGradConfig,
	spaceToBatchNDGradConfig,
	spaceToBatchNDGradConfig,
	splitVGradConfig,
	splitVGradConfig,
	sqrtGradConfig,
	squaredDifferenceGradConfig,
	squareGradConfig,
	stepGradConfig,
	subGradConfig,
	sumGradConfig,
	tanGradConfig,
	tanhGradConfig,
	tileGradConfig,
	transposeGradConfig,
	unpackGradConfig,
	unsortedSegmentSumGradConfig,
	{
		kernelName: _tensorflow_tfjs_core.ZerosLike,
		gradFunc: (dy) => {
			return { x: () => (0, _tensorflow_tfjs_core.zerosLike)(dy) };
		}
	}
];
for (const gradientConfig of gradConfigs) (0, _tensorflow_tfjs_core.registerGradient)(gradientConfig);
