"""What real PyTorch's pooling gives, as files for tests in another language."""
