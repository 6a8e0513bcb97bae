import torch
from torch.nn import functional

from matchloop.column_mapping.models.pair_head import PairHead, widths_of


def test_the_head_reads_both_vectors_and_what_they_have_in_common():
    head = PairHead(4, (3,)).eval()
    u, v = torch.randn(5, 4), torch.randn(5, 4)
    with torch.no_grad():
        compared = torch.cat([u, v, (u - v).abs(), u * v], 1)
        expected = head.out(functional.gelu(head.hidden[0](compared))).squeeze(1)
        assert torch.equal(head(u, v), expected)


def test_weights_tell_their_widths():
    for widths in ((64,), (16, 8, 4)):
        assert widths_of(PairHead(4, widths).state_dict()) == widths
