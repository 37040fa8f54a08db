"""The selective scan of Mamba (arXiv 2312.00752) in chunks of the root of the length."""

import math

import torch


def chunked(decay, u):
    """h_t = decay_t h_(t-1) + u_t along the second axis: chunks side by side, then what they carry on."""
    length = u.shape[1]
    chunk = next(c for c in range(math.isqrt(length), 0, -1) if length % c == 0)
    decays, inputs = (x.unflatten(1, (length // chunk, chunk)).unbind(2) for x in (decay, u))
    own, reach = [inputs[0]], [decays[0]]
    for a, b in zip(decays[1:], inputs[1:]):
        own.append(torch.addcmul(b, a, own[-1]))
        reach.append(a * reach[-1])
    carried = [torch.zeros_like(own[0][:, 0])]
    for end, left in zip(own[-1].unbind(1)[:-1], reach[-1].unbind(1)[:-1]):
        carried.append(torch.addcmul(end, left, carried[-1]))
    carry = torch.stack(carried, 1)
    return torch.stack([torch.addcmul(h, r, carry) for h, r in zip(own, reach)], 2).flatten(1, 2)


class Recurrence(torch.autograd.Function):
    """The gradient is the recurrence in the other direction: nothing but decays and states need be kept."""

    @staticmethod
    def forward(context, decay, u):
        h = chunked(decay, u)
        context.save_for_backward(decay, h)
        return h

    @staticmethod
    def backward(context, gradient):
        decay, h = context.saved_tensors
        end = torch.zeros_like(h[:, :1])
        later, earlier = torch.cat([decay[:, 1:], end], 1), torch.cat([end, h[:, :-1]], 1)
        entering = chunked(later.flip(1), gradient.flip(1)).flip(1)
        return earlier * entering, entering


def selective_scan(x, delta, a, b, c, skip):
    """x and delta [K, L, B, D], a [K, N, D], b and c [K, L, B, N], skip [K, D]; to [K, L, B, D]."""
    decay = (delta[:, :, :, None] * a[:, None, None]).exp()
    states = Recurrence.apply(decay, (delta * x)[:, :, :, None] * b[..., None])
    return (states * c[..., None]).sum(3) + x * skip[:, None, None]
