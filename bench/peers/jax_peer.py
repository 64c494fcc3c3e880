"""Times JAX's training steps, one jit of lax.scan a call. jax_peer.py CASE THREADS prints one line of JSON."""
import os
import sys

# JAX has no option for the number of threads that holds: it uses the processors it may run on, so whoever starts this binds it
# to `threads` of them (bench/processors.mjs). The flags are for the part that does listen.
threads = int(sys.argv[2])
os.environ["JAX_PLATFORMS"] = "cpu"
if threads == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
from safetensors.numpy import load_file

from case import Case
from timing import report, time_calls

case = Case(sys.argv[1])

ACTIVATIONS = {
    "elu": lambda spec, z: jax.nn.elu(z, spec["alpha"]),
    "relu": lambda spec, z: jax.nn.relu(z),
    "lrelu": lambda spec, z: jax.nn.leaky_relu(z, spec["slope"]),
    "srelu": lambda spec, z: jnp.maximum(z, -1),
}

# Of the output before any output non-linearity, the input and the label.
LOSSES = {
    "cross_entropy": lambda z, x, label: -jnp.mean(jax.nn.log_softmax(z)[jnp.arange(len(label)), label]),
    "mean_squared_error": lambda z, x, label: jnp.mean((jax.nn.sigmoid(z) - x) ** 2),
}


def loss_of(parameters, x, label):
    z = x
    for layer in case.network["layers"]:
        name = layer["name"]
        if layer["kind"] == "dense":
            z = z @ parameters[f"{name}.weight"] + parameters[f"{name}.bias"]
        else:
            z = ACTIVATIONS[layer["function"]["name"]](layer["function"], z)
    return LOSSES[case.objective](z, x, label)


@jax.jit
def steps(parameters, batches, images, labels):
    def step(parameters, batch):
        loss, gradient = jax.value_and_grad(loss_of)(parameters, images[batch], labels[batch])
        return jax.tree.map(lambda p, g: p - case.learning_rate * g, parameters, gradient), loss

    return jax.lax.scan(step, parameters, batches)


# Weights as [inputs, outputs], JAX's custom.
parameters = {name: jnp.asarray(value.T) for name, value in load_file(case.folder / "initial.safetensors").items()}
images, labels, order = jnp.asarray(case.images), jnp.asarray(case.labels, jnp.int32), jnp.asarray(case.order)


def call(k):
    global parameters
    parameters, losses = steps(parameters, order[k], images, labels)
    return float(losses[-1])


report("JAX", jax.__version__, "jit of lax.scan", threads, time_calls(case, call))
