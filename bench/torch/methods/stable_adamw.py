"""StableAdamW (arXiv 2304.13013, Algorithm 2) with AMSGrad, as Dinomaly's authors use it; PyTorch has none."""

import torch


MOMENTS = ("first", "second", "greatest")


class StableAdamW(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-10, weight_decay=1e-4):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            for p in params:
                if not self.state[p]:
                    self.state[p].update(step=0, **{name: torch.zeros_like(p) for name in MOMENTS})
                self.state[p]["step"] += 1
            first, second, greatest = ([self.state[p][name] for p in params] for name in MOMENTS)
            grads, count = [p.grad for p in params], self.state[params[0]]["step"]
            (beta1, beta2), lr = group["betas"], group["lr"]
            torch._foreach_lerp_(first, grads, 1 - beta1)
            torch._foreach_mul_(second, beta2)
            torch._foreach_addcmul_(second, grads, grads, 1 - beta2)
            torch._foreach_maximum_(greatest, second)
            below = torch._foreach_sqrt(greatest)
            torch._foreach_div_(below, (1 - beta2**count) ** 0.5)
            torch._foreach_add_(below, group["eps"])
            torch._foreach_mul_(params, 1 - lr * group["weight_decay"])
            changes = torch._foreach_div(first, below)
            lengths = torch._foreach_norm(torch._foreach_div(grads, below))
            for p, change, length in zip(params, changes, lengths):
                rms = length / p.numel() ** 0.5
                p.sub_(change.mul_(lr / (1 - beta1**count) / rms.clamp_(min=1)))
