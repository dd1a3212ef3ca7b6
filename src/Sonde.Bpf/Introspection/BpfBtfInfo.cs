namespace Sonde.Bpf;

/// <summary>What the kernel says about BTF that it holds (<c>struct bpf_btf_info</c>).</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The kernel's own or a module's name (<c>vmlinux</c>); empty for that of a program, and before kernel 5.11.</param>
/// <param name="IsKernel">Whether it is the kernel's or a module's; null before kernel 5.11.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record BpfBtfInfo(uint Id, string Name, bool? IsKernel, int Size);
