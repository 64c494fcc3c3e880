/** @file TABLE of what onnxruntime and its providers say when they fail, and what it means. The words are those of onnxruntime 1.30, Dawn and CUDA 13. */
import type { Known } from '../failure.ts';

const SEE = '(docs/gpu.md)';
const MEMORY = 'smaller batches or fewer --jobs';
const LOST = 'look for its driver in the log of the system (dmesg); --engine onnx computes without it';

const cuda = (codes: readonly number[]): RegExp =>
  new RegExp(`CUDA failure (?:${codes.join('|')}): ([^;\\n]*?) ;`);

export const FAILURES: readonly Known[] = [
  {
    pattern: /Couldn't load Vulkan|Failed to create VkInstance/,
    kind: 'absent',
    problem: () => "Vulkan's loader, libvulkan.so.1, can't be loaded",
    remedy: `install it: apt install libvulkan1, dnf install vulkan-loader ${SEE}`,
  },
  {
    pattern: /Failed to get a WebGPU adapter/,
    kind: 'absent',
    problem: () => 'no driver offers a GPU to WebGPU',
    remedy: `install your GPU's: apt install mesa-vulkan-drivers, or nvidia-driver; vulkaninfo then lists it ${SEE}`,
  },
  {
    pattern:
      /Failed to load library \S*providers_(?:cuda|shared)\S* with error: (?!\S*providers_)(\S+?): cannot open/,
    kind: 'absent',
    problem: (library) => `CUDA's provider needs ${library}, which is not found`,
    remedy: `scripts/setup-cuda.sh fetches what it needs ${SEE}`,
  },
  {
    pattern:
      /Failed to load library \S*providers_\S+ with error:.*(?:version `?([^'\s]+)'? not found|undefined symbol: (\S+))/,
    kind: 'absent',
    problem: (version, symbol) =>
      `CUDA's provider does not fit a library that it found (no ${version || symbol} in it)`,
    remedy: `scripts/setup-cuda.sh fetches libraries of one version ${SEE}`,
  },
  {
    pattern: /Provider_Cuda: Failed to load shared library|Failed to load library \S*providers_/,
    kind: 'absent',
    problem: () => "onnxruntime's CUDA provider can't be loaded",
    remedy: `scripts/setup-cuda.sh --check says what it needs ${SEE}`,
  },
  {
    pattern: cuda([35, 803, 804]),
    kind: 'absent',
    problem: (text) => `NVIDIA's driver is too old for these CUDA libraries (${text})`,
    remedy: `install a newer driver; nvidia-smi says which CUDA version it knows ${SEE}`,
  },
  {
    pattern: cuda([100, 101]),
    kind: 'absent',
    problem: (text) => `CUDA finds no GPU (${text})`,
    remedy: `nvidia-smi must list one, and CUDA_VISIBLE_DEVICES must not hide it ${SEE}`,
  },
  {
    pattern: cuda([209]),
    kind: 'absent',
    problem: (text) => `the GPU is of a kind that these CUDA libraries do not know (${text})`,
    remedy: 'take onnx:webgpu',
  },
  {
    pattern: cuda([46]),
    kind: 'absent',
    problem: (text) => `another process has the GPU for itself (${text})`,
    remedy: 'wait for it, or nvidia-smi --compute-mode=DEFAULT',
  },
  {
    pattern:
      /Failed to allocate memory for requested buffer of size (\d+)|ran out of memory trying to allocate (\d+)|smaller than requested bytes of (\d+)|Failed to create GPU buffer: size=(\d+)|Memory allocation failed\. Size=(\d+)/,
    kind: 'memory',
    problem: () => 'memory ran out',
    remedy: MEMORY,
    bytes: (...sizes) => Number(sizes.find((size) => size !== '')),
  },
  {
    pattern: /Buffer size \((\d+)\) exceeds the max buffer size limit/,
    kind: 'memory',
    problem: () => 'a tensor is larger than the device takes in one piece',
    remedy: 'smaller batches',
    bytes: (size) => Number(size),
  },
  {
    pattern:
      /CUDA failure 2:|(?:CUDNN|CUBLAS)_STATUS_ALLOC_FAILED|VK_ERROR_OUT_OF_(?:DEVICE|HOST)_MEMORY|E_OUTOFMEMORY|WebGPU device error\(3\)|bad_alloc|bad allocation|[Oo]ut of memory/,
    kind: 'memory',
    problem: () => 'memory ran out',
    remedy: MEMORY,
  },
  {
    pattern: /WebGPU device lost \(\d+\):? ?([^\n]*)/,
    kind: 'lost',
    problem: (text) => `the GPU was lost${text ? ` (${text.trim()})` : ''}`,
    remedy: LOST,
  },
  {
    pattern:
      /\[?Device[^\n]{0,60} is lost\.|(VK_ERROR_DEVICE_LOST|DXGI_ERROR_DEVICE_(?:REMOVED|HUNG|RESET))|Failed to download data from buffer\. wgpu::MapAsyncStatus/,
    kind: 'lost',
    problem: (code) => `the GPU was lost${code ? ` (${code})` : ''}`,
    remedy: LOST,
  },
  {
    // ECC errors, illegal addresses, timeouts of the display's watchdog, a GPU fallen off the bus: its context is gone.
    pattern: /CUDA failure (?:214|220|700|702|709|710|714|715|716|717|718|719|999): ([^;\n]*?) ;/,
    kind: 'lost',
    problem: (text) => `the GPU was lost (${text})`,
    remedy: LOST,
  },
];
