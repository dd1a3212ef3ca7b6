using System.Buffers.Text;
using System.Text;

namespace Sonde.Kernel;

/// <summary>Names of kernel code by address, from <c>/proc/kallsyms</c> as it was when this was read.</summary>
public sealed class KernelSymbols
{
    private const string Path = "/proc/kallsyms";

    private readonly ulong[] _addresses;
    private readonly int[] _names;
    private readonly byte[] _text;

    private KernelSymbols(ulong[] addresses, int[] names, byte[] text)
    {
        _addresses = addresses;
        _names = names;
        _text = text;
    }

    /// <summary>How many symbols.</summary>
    public int Count => _addresses.Length;

    /// <summary>Reads the running kernel's symbols.</summary>
    /// <exception cref="KernelException">The kernel has no such list, or hides its addresses from this process.</exception>
    public static KernelSymbols Read()
    {
        Errno errno = Errno.EPERM;
        try
        {
            KernelSymbols symbols = Parse(File.ReadAllBytes(Path));
            if (symbols.Count > 0)
                return symbols;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errno = e is FileNotFoundException or DirectoryNotFoundException ? Errno.ENOENT : Errno.EACCES;
        }

        throw new KernelException(
            "read addresses of",
            Path,
            errno,
            KernelDoctor.Examine().Explain(KernelFeatures.KernelSymbols)
                ?? "All addresses in it are zero: run it with sudo, or add cap_syslog.");
    }

    /// <summary>
    /// The name of the symbol that an address lies in or after, without offset; null below the first symbol. Of several names
    /// for one address it is the one that the kernel lists first, as in the kernel's own messages.
    /// </summary>
    /// <param name="address">An address in kernel code.</param>
    public string? Find(ulong address)
    {
        int index = Array.BinarySearch(_addresses, address);
        if (index < 0)
            index = ~index - 1;
        if (index < 0)
            return null;
        while (index > 0 && _addresses[index - 1] == _addresses[index])
            index--;
        ReadOnlySpan<byte> name = _text.AsSpan(_names[index]);
        int end = name.IndexOfAny((byte)'\t', (byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }

    internal static KernelSymbols Parse(byte[] text)
    {
        var addresses = new List<ulong>();
        var names = new List<int>();
        int start = 0;
        while (start < text.Length)
        {
            ReadOnlySpan<byte> rest = text.AsSpan(start);
            int length = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = length < 0 ? rest : rest[..length];

            // A hidden address is printed as zeros.
            if (Utf8Parser.TryParse(line, out ulong address, out int digits, 'x') && address != 0
                && line.Length > digits + 3 && line[digits] == ' ' && line[digits + 1] is (byte)'t' or (byte)'T' or (byte)'w' or (byte)'W')
            {
                addresses.Add(address);
                names.Add(start + digits + 3);
            }

            start += line.Length + 1;
        }

        ulong[] sortedAddresses = [.. addresses];
        int[] sortedNames = [.. names];
        Array.Sort(sortedAddresses, sortedNames);
        KeepOrderOfAliases(sortedAddresses, sortedNames);
        return new KernelSymbols(sortedAddresses, sortedNames, text);
    }

    // Sorting by address alone is not stable; names are offsets into the text, so their order is the kernel's.
    private static void KeepOrderOfAliases(ulong[] addresses, int[] names)
    {
        int start = 0;
        for (int i = 1; i <= addresses.Length; i++)
        {
            if (i < addresses.Length && addresses[i] == addresses[start])
                continue;
            Array.Sort(names, start, i - start);
            start = i;
        }
    }
}
