namespace Sonde.ObjectFiles;

public sealed partial class Btf
{
    /// <summary>
    /// Writes the types as C: each that has a name, after those it needs, laid out as here. What C cannot tell from the declaration is
    /// written out: padding, packing, the size of an enumeration. Names that C would take for one get a number, as libbpf gives it
    /// (<c>value___2</c>).
    /// </summary>
    /// <remarks>
    /// The C is for a 64-bit target of GNU C, <c>clang -target bpf</c> or this machine. Of split BTF its own types are written, and those
    /// of the base that they need. Functions and variables are left out.
    /// </remarks>
    /// <exception cref="BtfFormatException">The types are corrupt, or such that no C declares them.</exception>
    public void WriteC(TextWriter output)
    {
        var text = new CText(output ?? throw new ArgumentNullException(nameof(output)));
        new CDeclarations(this, text).WriteAll();
        text.Flush();
    }

    /// <summary>
    /// Writes the types as the header that BPF programs include as <c>vmlinux.h</c>: as <see cref="WriteC"/> does it, each structure
    /// marked so that accesses to it are adjusted to the kernel that runs (CO-RE).
    /// </summary>
    /// <remarks>A program that defines <c>BPF_NO_PRESERVE_ACCESS_INDEX</c> gets them without the mark.</remarks>
    /// <exception cref="BtfFormatException">The types are corrupt, or such that no C declares them.</exception>
    public void WriteCHeader(TextWriter output)
    {
        var text = new CText(output ?? throw new ArgumentNullException(nameof(output)));
        text.Write("#ifndef __VMLINUX_H__\n#define __VMLINUX_H__\n\n");
        text.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n");
        text.Write("#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\n#endif\n\n");
        new CDeclarations(this, text).WriteAll();
        text.Write("#ifndef BPF_NO_PRESERVE_ACCESS_INDEX\n#pragma clang attribute pop\n#endif\n\n");
        text.Write("#endif /* __VMLINUX_H__ */\n");
        text.Flush();
    }
}
