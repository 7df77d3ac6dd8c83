"""Calls near the end of the stack."""

__all__ = ["called_deeply"]


def called_deeply(call, left):
    """Call with about so many frames of the stack left."""

    def deepest(depth):
        try:
            return deepest(depth + 1)
        except RecursionError:
            return depth

    def descend(depth):
        return descend(depth - 1) if depth > 0 else call()

    return descend(deepest(0) - left)
