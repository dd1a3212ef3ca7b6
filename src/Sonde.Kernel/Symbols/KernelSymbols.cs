using System.Text;

namespace Sonde.Kernel;

/// <summary>Names of kernel code by address, and addresses by name, from <c>/proc/kallsyms</c> as it was when this was read.</summary>
/// <remarks>An immutable snapshot of about 35 bytes a function: safe from any thread.</remarks>
public sealed class KernelSymbols
{
    private const string Path = "/proc/kallsyms";

    // Where code ends and no other function follows.
    internal const int NoName = -1;

    // A running kernel has some 3 MiB of names; another list may be of any length. What is not filled takes no memory.
    private const int RunningText = 4 << 20;
    private const int FirstText = 64 << 10;

    private readonly ulong[] _addresses;
    private readonly int[] _names;
    private readonly byte[] _text;
    private readonly int _textLength;
    private readonly string[] _modules;
    private readonly ushort[] _moduleOf;
    private readonly int[] _buckets;
    private readonly int _bucketShift;
    private readonly ulong _last;

    internal KernelSymbols(KernelSymbolList list)
    {
        Count = list.FunctionCount;
        _addresses = list.Addresses;
        _names = list.Names;
        _text = list.Text;
        _textLength = list.TextLength;
        _modules = list.Modules;
        _moduleOf = list.ModuleOf;
        (_buckets, _bucketShift) = Bucket(_addresses);
        _last = _addresses.Length == 0 ? 0 : LastAddress(_addresses[^1]);
    }

    /// <summary>How many functions.</summary>
    public int Count { get; }

    /// <summary>Reads the running kernel's symbols.</summary>
    /// <exception cref="KernelException">The kernel has no such list, or hides its addresses from this process.</exception>
    public static KernelSymbols Read()
    {
        Errno errno = Errno.EPERM;
        try
        {
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var symbols = new KernelSymbols(KallsymsReader.Read(file, RunningText));
            if (symbols.Count > 0)
                return symbols;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errno = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
                UnauthorizedAccessException => Errno.EACCES,
                _ => Errno.EIO,
            };
        }

        throw new KernelException(
            "read addresses of",
            Path,
            errno,
            KernelDoctor.Examine().Explain(KernelFeatures.KernelSymbols)
                ?? (errno == Errno.EPERM ? "All addresses in it are zero: run it with sudo, or add cap_syslog." : null));
    }

    /// <summary>Reads a list in the format of <c>/proc/kallsyms</c>, of another machine for example. Lines that are none are passed over.</summary>
    /// <param name="kallsyms">The list; it is read to its end.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static KernelSymbols Read(Stream kallsyms)
    {
        ArgumentNullException.ThrowIfNull(kallsyms);
        return new KernelSymbols(KallsymsReader.Read(kallsyms, FirstText));
    }

    /// <summary>The function that an address lies in. Allocates nothing.</summary>
    /// <remarks>
    /// A function ends where the next symbol begins, the last one a page later at the most: the kernel lists no sizes. Of several names for one address it is a global one before
    /// a local one, one with fewer underscores before it, the longer one, as perf chooses.
    /// </remarks>
    /// <param name="address">An address in kernel code.</param>
    /// <param name="symbol">The function.</param>
    /// <returns>False below the first function, and where data begins.</returns>
    public bool TryFind(ulong address, out KernelSymbol symbol)
    {
        int index = IndexOf(address);
        if (index < 0)
        {
            symbol = default;
            return false;
        }

        symbol = new KernelSymbol(this, index);
        return true;
    }

    /// <summary>The name of the function that an address lies in, without offset; null where there is none.</summary>
    /// <param name="address">An address in kernel code.</param>
    public string? Find(ulong address) => IndexOf(address) is var index and >= 0 ? Encoding.UTF8.GetString(NameAt(index)) : null;

    /// <summary>The functions of a name, all of them: the kernel and its modules may have several.</summary>
    /// <param name="name">The name as the list has it.</param>
    public IReadOnlyList<KernelSymbol> FindByName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] utf8 = [.. Encoding.UTF8.GetBytes(name), 0];
        var places = new HashSet<int>();
        for (int at = 0; _text.AsSpan(at, _textLength - at).IndexOf(utf8) is var found and >= 0; at += found + 1)
        {
            int place = at + found;
            if (place == 0 || _text[place - 1] == 0)
                places.Add(place);
        }

        var symbols = new List<KernelSymbol>();
        for (int i = 0; places.Count > 0 && i < _names.Length; i++)
        {
            if (places.Contains(_names[i]))
                symbols.Add(new KernelSymbol(this, i));
        }

        return symbols;
    }

    internal ReadOnlySpan<byte> NameAt(int index)
    {
        ReadOnlySpan<byte> name = _text.AsSpan(_names[index]);
        return name[..name.IndexOf((byte)0)];
    }

    internal ulong AddressAt(int index) => _addresses[index];

    internal string? ModuleAt(int index) => _moduleOf[index] == 0 ? null : _modules[_moduleOf[index]];

    // Which entry an address lies in, or -1.
    private int IndexOf(ulong address)
    {
        if (_addresses.Length == 0 || address < _addresses[0] || address > _last)
            return -1;
        ulong bucket = (address - _addresses[0]) >> _bucketShift;
        if (bucket >= (ulong)_buckets.Length - 1)
            bucket = (ulong)_buckets.Length - 2;
        // The last entry that does not begin behind the address: among those that begin in this bucket, or the one before them.
        int low = _buckets[bucket];
        int high = _buckets[bucket + 1];
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_addresses[middle] <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return _names[low - 1] == NoName ? -1 : low - 1;
    }

    // No symbol follows the last function: it may have what is left of its page, and one page more, as in perf.
    private static ulong LastAddress(ulong start)
    {
        const ulong Page = 4096;
        ulong room = (0 - start & (Page - 1)) + Page - 1;
        return start > ulong.MaxValue - room ? ulong.MaxValue : start + room;
    }

    // Equal parts of the range of addresses, about as many as there are entries, and where each begins among them.
    private static (int[] Buckets, int Shift) Bucket(ulong[] addresses)
    {
        if (addresses.Length == 0)
            return ([0, 0], 0);
        int shift = 0;
        ulong span = addresses[^1] - addresses[0];
        while (span >> shift >= (ulong)addresses.Length * 2)
            shift++;
        int[] buckets = new int[(int)(span >> shift) + 2];
        int next = 0;
        for (int bucket = 0; bucket < buckets.Length; bucket++)
        {
            while (next < addresses.Length && (addresses[next] - addresses[0]) >> shift < (ulong)bucket)
                next++;
            buckets[bucket] = next;
        }

        buckets[^1] = addresses.Length;
        return (buckets, shift);
    }
}
