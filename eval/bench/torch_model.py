"""The built-in model's weights in torch, in 32 bits: the class that sentence-transformers runs for this model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import BertConfig, BertModel

from index.e5_tokens import Tokens
from index.e5_weights import Weights

LAYER_NAMES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def torch_model(weights: Weights) -> Any:
    """A BertModel, not learning, that takes what `word_states` gives."""
    model = BertModel(
        BertConfig(
            vocab_size=1,
            hidden_size=weights.width,
            num_hidden_layers=weights.layers,
            num_attention_heads=weights.heads,
            intermediate_size=weights.inner,
            max_position_embeddings=weights.window,
            layer_norm_eps=weights.epsilon,
        ),
        add_pooling_layer=False,
    ).train(False)
    with torch.no_grad():
        model.load_state_dict(
            {name: torch.from_numpy(values.copy()) for name, values in _named(weights, model).items()}
        )
    return model


def word_states(weights: Weights, tokens: Tokens, texts: Sequence[str]) -> tuple[Any, Any]:
    """What the model knows of each text's words before it reads them, shape (texts, most tokens, width), and which
    of them are there, shape (texts, most tokens).
    """
    marked = [[weights.begin, *tokens.of(text), weights.end] for text in texts]
    longest = max(map(len, marked))
    words = np.zeros((len(texts), longest, weights.width), np.float32)
    mask = np.zeros((len(texts), longest), np.int64)
    for at, row in enumerate(marked):
        words[at, : len(row)] = weights.words(np.array(row))
        mask[at, : len(row)] = 1
    return torch.from_numpy(words), torch.from_numpy(mask)


def _named(weights: Weights, model: Any) -> dict[str, Any]:
    """Our names of the tensors to BertModel's; shapes as it has them."""
    found: dict[str, Any] = {}
    for name, wanted in model.state_dict().items():
        part, kind = name.rsplit(".", 1)
        if part.startswith("encoder.layer."):
            _, _, number, rest = part.split(".", 3)
            own = f"l{number}.{LAYER_NAMES[rest]}.{kind[0]}"
            dense = wanted.dim() == 2
            found[name] = weights.matrix(own, wanted.shape[0]) if dense else weights.floats(own)
        elif name == "embeddings.position_embeddings.weight":
            found[name] = weights.floats("emb.pos").reshape(wanted.shape)
        elif name == "embeddings.token_type_embeddings.weight":
            found[name] = weights.floats("emb.type").reshape(wanted.shape)
        elif part == "embeddings.LayerNorm":
            found[name] = weights.floats(f"emb.ln.{kind[0]}")
        else:
            # The table of words is not used: words come as vectors. Positions are only counted.
            found[name] = wanted.numpy()
    return found
