"""The bench's stack of residual blocks in PyTorch: one step per line on stdin, its milliseconds and loss on stdout."""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
with open(f"{folder}/stack.json") as file:
    spec = json.load(file)
with open(f"{folder}/stack.bin", "rb") as file:
    numbers = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)


def take(shape):
    global numbers
    count = 1
    for length in shape:
        count *= length
    taken, numbers = numbers[:count], numbers[count:]
    return taken.reshape(shape).clone()


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.bn1, self.bn2 = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, x):
        y = self.conv1(functional.relu(self.bn1(x)))
        return self.conv2(functional.relu(self.bn2(y))) + x


class Stack(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.inconv = nn.Conv2d(1, widths[0], 3, padding=1, bias=False)
        self.blocks = nn.ModuleList(Block(width) for width in widths for _ in range(spec["blocks"]))
        pairs = list(zip(widths, widths[1:]))
        self.norms = nn.ModuleList(nn.BatchNorm2d(before) for before, _ in pairs)
        self.downs = nn.ModuleList(nn.Conv2d(before, after, 1, bias=False) for before, after in pairs)

    def forward(self, x):
        x = self.inconv(x)
        for at, block in enumerate(self.blocks):
            x = block(x)
            group, within = divmod(at, spec["blocks"])
            if within == spec["blocks"] - 1 and group < len(self.downs):
                x = functional.max_pool2d(self.downs[group](functional.relu(self.norms[group](x))), 2)
        return (x * x).mean()


stack = Stack(spec["widths"])
image = take(spec["image"])
with torch.no_grad():
    for name, shape in spec["parameters"]:
        stack.get_parameter(name).copy_(take(shape))
optimiser = torch.optim.SGD(
    stack.parameters(), lr=spec["rate"], momentum=spec["momentum"], weight_decay=spec["decay"]
)
print("ready", flush=True)
for _ in sys.stdin:
    start, start_cpu = time.perf_counter(), time.process_time()
    optimiser.zero_grad()
    loss = stack(image)
    loss.backward()
    optimiser.step()
    taken, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    print(json.dumps({"ms": 1000 * taken, "cpuMs": 1000 * cpu, "loss": loss.item()}), flush=True)
