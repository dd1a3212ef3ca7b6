namespace Sonde.ObjectFiles;

/// <summary>BPF Type Format: the types of a kernel, a kernel module or a BPF object.</summary>
/// <remarks>
/// One pass finds where each type starts; everything else is decoded when asked for. The bytes must stay valid and unchanged while the
/// view is used. Type ids start at 1, 0 is <c>void</c>; in split BTF they go on where the base ends.
/// </remarks>
public sealed partial class Btf
{
    private readonly Btf? _base;
    private readonly ReadOnlyMemory<byte> _types;
    private readonly ReadOnlyMemory<byte> _strings;
    private readonly int _firstString;
    private readonly int[] _offsets;

    private Btf(ReadOnlyMemory<byte> data, Btf? baseBtf)
    {
        BtfHeader header = BtfHeader.Parse(data.Span, isSplit: baseBtf is not null);
        _base = baseBtf;
        _types = data.Slice(header.TypesOffset, header.TypesLength);
        _strings = data.Slice(header.StringsOffset, header.StringsLength);
        _firstString = baseBtf is null ? 0 : checked(baseBtf._firstString + baseBtf._strings.Length);
        FirstId = baseBtf is null ? 1 : baseBtf.EndId;
        _offsets = IndexTypes(_types.Span, FirstId, out int count);
        EndId = FirstId + count;
    }

    /// <summary>Id of the first type that these bytes hold: 1, or the first one after the base.</summary>
    public int FirstId { get; }

    /// <summary>The id after the last one.</summary>
    public int EndId { get; }

    /// <summary>The BTF that this one builds on, or null.</summary>
    public Btf? Base => _base;

    /// <summary>The type with this id; 0 is <c>void</c>.</summary>
    /// <exception cref="BtfFormatException">There is no such type.</exception>
    public BtfType this[int id]
    {
        get
        {
            if ((uint)(id - FirstId) < (uint)(EndId - FirstId))
                return new BtfType(this, id, _types, _offsets[id - FirstId]);
            if (id == 0)
                return new BtfType(this);
            return _base is not null && id > 0 && id < FirstId ? _base[id] : throw NoSuchType(id);
        }
    }

    /// <summary>Reads BTF that stands alone, such as the kernel's or the one of a BPF object.</summary>
    /// <exception cref="BtfFormatException">The bytes are not BTF, are cut short, or hold a kind this reader does not know.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> data) => new(data, null);

    /// <summary>Reads split BTF, such as a kernel module's, whose types build on those of <paramref name="baseBtf"/>.</summary>
    /// <exception cref="BtfFormatException">The bytes are not BTF, are cut short, or hold a kind this reader does not know.</exception>
    public static Btf Parse(ReadOnlyMemory<byte> data, Btf baseBtf) =>
        new(data, baseBtf ?? throw new ArgumentNullException(nameof(baseBtf)));

    /// <summary>Visits the types these bytes hold, in the order of their ids, without <c>void</c> and without those of the base.</summary>
    public Enumerator GetEnumerator() => new(this);

    private BtfFormatException NoSuchType(int id) => new($"BTF is corrupt: there is no type {unchecked((uint)id)}, ids end at {EndId - 1}");

    /// <summary>Visits types in the order of their ids.</summary>
    public struct Enumerator
    {
        private readonly Btf _btf;
        private int _id;

        internal Enumerator(Btf btf)
        {
            _btf = btf;
            _id = btf.FirstId - 1;
        }

        /// <summary>The type visited now.</summary>
        public readonly BtfType Current => _btf[_id];

        /// <summary>Goes on to the next type.</summary>
        public bool MoveNext() => ++_id < _btf.EndId;
    }
}
