/** @file What onnxruntime 1.30 and CUDA say, in their own words, and what is made of it. The first three were seen; the others are put together from their texts. */
import { expect, it } from 'vitest';
import { failureIn } from '../failure.ts';
import { FAILURES as TFJS } from '../tfjs/failures.ts';
import { FAILURES } from './failures.ts';

const cuda = (code: number, text: string, expr = 'cudaMalloc((void**)&p, size)') =>
  `/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:129 std::conditional_t<THRW, void, onnxruntime::common::Status> ` +
  `CUDA failure ${code}: ${text} ; GPU=0 ; hostname=box ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_allocator.cc ; line=44 ; expr=${expr}; `;
const lacks = (library: string) =>
  `\u001b[1;31m2026-11-28 04:50:29 [E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] [ONNXRuntimeError] : 1 : FAIL : Failed to load library ` +
  `/opt/x/libonnxruntime_providers_cuda.so with error: ${library}: cannot open shared object file: No such file or directory`;

it.each([
  [
    "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared object file: No such file or directory",
    'absent',
    /Vulkan's loader/,
  ],
  [
    'adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters',
    'absent',
    /no driver offers a GPU/,
  ],
  [
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'absent',
    /CUDA provider can't be loaded/,
  ],
  [lacks('libcublasLt.so.13'), 'absent', /needs libcublasLt\.so\.13, which is not found/],
  [lacks('/opt/x/libonnxruntime_providers_shared.so'), 'absent', /CUDA provider can't be loaded/],
  [
    lacks('x').replace(/error: .*/, "error: /usr/lib/libcudnn.so.9: version `libcudnn.so.9.5' not found"),
    'absent',
    /does not fit .* \(no libcudnn\.so\.9\.5 in it\)/,
  ],
  [
    cuda(35, 'CUDA driver version is insufficient for CUDA runtime version', 'cudaSetDevice(0)'),
    'absent',
    /driver is too old/,
  ],
  [
    cuda(100, 'no CUDA-capable device is detected'),
    'absent',
    /finds no GPU \(no CUDA-capable device is detected\)/,
  ],
  [cuda(209, 'no kernel image is available for execution on the device'), 'absent', /do not know/],
  [
    'WebGPU device lost (1): Vulkan: vkQueueSubmit failed with VK_ERROR_DEVICE_LOST',
    'lost',
    /lost \(Vulkan: vkQueueSubmit/,
  ],
  ['[Device "ort"] is lost.', 'lost', /the GPU was lost$/],
  ['Failed to download data from buffer. wgpu::MapAsyncStatus value: 4', 'lost', /the GPU was lost$/],
  [cuda(700, 'an illegal memory access was encountered'), 'lost', /an illegal memory access/],
  [cuda(719, 'unspecified launch failure'), 'lost', /unspecified launch failure/],
])('%s: %s', (words, kind, problem) => {
  const failure = failureIn(words, FAILURES);
  expect(failure?.kind).toBe(kind);
  expect(failure?.problem).toMatch(problem);
  expect(failure?.remedy).not.toBe('');
});

it.each([
  [
    FAILURES,
    'BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 1228800000',
    1228800000,
  ],
  [FAILURES, 'Available memory of 100 is smaller than requested bytes of 2048', 2048],
  [FAILURES, 'Failed to create GPU buffer: size=614400000, usage=3', 614400000],
  [FAILURES, 'Buffer size (614400000) exceeds the max buffer size limit (134217728).', 614400000],
  [FAILURES, cuda(2, 'out of memory'), undefined],
  [FAILURES, 'std::bad_alloc', undefined],
  [
    TFJS,
    'OOM when allocating tensor with shape[100,192,32,32] and type float on /job:localhost/replica:0',
    4 * 100 * 192 * 32 * 32,
  ],
  [TFJS, 'CUDA_ERROR_OUT_OF_MEMORY: out of memory', undefined],
])('%#: memory ran out, by what was asked for', (table, words, bytes) => {
  expect(failureIn(words, table)).toMatchObject({ kind: 'memory', ...(bytes && { bytes }) });
  if (bytes === undefined) expect(failureIn(words, table)).not.toHaveProperty('bytes');
});

it('leaves alone what it does not know', () => {
  expect(
    failureIn('Non-zero status code returned while running Conv node. Name: x', FAILURES),
  ).toBeUndefined();
  expect(failureIn('the device is found', FAILURES)).toBeUndefined();
});
