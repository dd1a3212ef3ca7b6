using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>The BPF programs that the kernel has compiled.</summary>
public static unsafe class BpfCompiledPrograms
{
    /// <summary>All of them, as they are now.</summary>
    /// <remarks>Needs CAP_SYS_ADMIN, and CAP_SYSLOG with a <c>kptr_restrict</c> of 1; without them it is empty. What comes and goes meanwhile may or may not be among it.</remarks>
    public static IReadOnlyList<BpfCompiledProgram> Read()
    {
        var programs = new List<BpfCompiledProgram>();
        for (uint id = 0; TryNext(id, out id);)
        {
            using FdHandle? program = TryOpen(Libc.BPF_PROG_GET_FD_BY_ID, id);
            if (program is not null && TryRead(program, id) is { } compiled)
                programs.Add(compiled);
        }

        return programs;
    }

    /// <summary>The BTF of a program, in bytes; null when the kernel has it no more, or does not give it to this process.</summary>
    /// <param name="btfId">Its number, <see cref="BpfCompiledProgram.BtfId"/>.</param>
    public static byte[]? TryReadBtf(uint btfId)
    {
        using FdHandle? btf = TryOpen(Libc.BPF_BTF_GET_FD_BY_ID, btfId);
        // struct bpf_btf_info up to btf_size, which all kernels know.
        ulong* info = stackalloc ulong[2];
        info[0] = info[1] = 0;
        if (btf is null || !TryGetInfo(btf, info, 16))
            return null;
        byte[] bytes = new byte[(uint)info[1]];
        fixed (byte* pointer = bytes)
        {
            info[0] = (ulong)pointer;
            return TryGetInfo(btf, info, 16) ? bytes : null;
        }
    }

    private static BpfCompiledProgram? TryRead(FdHandle program, uint id)
    {
        BpfProgramImage counts = default;
        if (!TryGetInfo(program, &counts, (uint)sizeof(BpfProgramImage)) || counts.FunctionCount == 0)
            return null;
        ulong[] functions = new ulong[counts.FunctionCount];
        uint[] lengths = new uint[counts.FunctionCount];
        uint lineCount = counts.LineAddressSize == sizeof(ulong) ? Math.Min(counts.LineCount, counts.LineAddressCount) : 0;
        ulong[] lineAddresses = new ulong[lineCount];
        byte[] lines = new byte[lineCount * counts.LineSize];
        fixed (ulong* functionPointer = functions, addressPointer = lineAddresses)
        fixed (uint* lengthPointer = lengths)
        fixed (byte* linePointer = lines)
        {
            var image = new BpfProgramImage
            {
                FunctionCount = (uint)functions.Length,
                Functions = functionPointer,
                FunctionLengthCount = (uint)lengths.Length,
                FunctionLengths = lengthPointer,
                LineCount = lineCount,
                Lines = linePointer,
                LineSize = counts.LineSize,
                LineAddressCount = lineCount,
                LineAddresses = addressPointer,
                LineAddressSize = sizeof(ulong),
            };
            // Where the kernel hides its addresses it gives none.
            if (!TryGetInfo(program, &image, (uint)sizeof(BpfProgramImage)) || image.Functions is null || functions[0] == 0)
                return null;
        }

        return new BpfCompiledProgram(id, counts.BtfId, functions, lengths, lineAddresses, lines, (int)counts.LineSize);
    }

    private static bool TryNext(uint id, out uint next)
    {
        uint* attributes = stackalloc uint[3];
        attributes[0] = id;
        attributes[1] = attributes[2] = 0;
        bool found = Libc.Bpf(Libc.BPF_PROG_GET_NEXT_ID, attributes, 12) == 0;
        next = attributes[1];
        return found;
    }

    private static FdHandle? TryOpen(int command, uint id)
    {
        uint* attributes = stackalloc uint[3];
        attributes[0] = id;
        attributes[1] = attributes[2] = 0;
        var handle = new FdHandle();
        int descriptor = (int)Libc.Bpf(command, attributes, 12);
        if (descriptor >= 0)
        {
            handle.Own(descriptor);
            return handle;
        }

        handle.Dispose();
        return null;
    }

    private static bool TryGetInfo(FdHandle handle, void* info, uint size)
    {
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var attributes = new InfoQuery { Descriptor = (uint)handle.DangerousGetHandle(), Length = size, Info = info };
            return Libc.Bpf(Libc.BPF_OBJ_GET_INFO_BY_FD, &attributes, (nuint)sizeof(InfoQuery)) == 0;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct InfoQuery
    {
        public uint Descriptor;
        public uint Length;
        public void* Info;
    }
}
