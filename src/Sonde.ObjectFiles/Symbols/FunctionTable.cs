using System.Runtime.CompilerServices;

namespace Sonde.ObjectFiles;

/// <summary>The functions of a unit with what was inlined into them: for each address the innermost.</summary>
internal sealed class FunctionTable
{
    private const int NoScope = -1;

    // Compilers let a text be the end of a longer one. Far more than that, and a long text is given out piece by piece.
    private const int MaxRepetition = 8;
    private const int Slack = 1 << 16;

    private readonly ulong[] _starts;
    private readonly int[] _innermost;
    private readonly FunctionScope[] _scopes;
    private readonly string?[] _names;
    private readonly Dictionary<(DwarfFile File, DwarfText Text), string> _namesByPlace = [];
    private long _nameBytes;

    public FunctionTable(ulong[] starts, int[] innermost, FunctionScope[] scopes)
    {
        _starts = starts;
        _innermost = innermost;
        _scopes = scopes;
        _names = new string?[scopes.Length];
        Size = ((long)starts.Length * (sizeof(ulong) + sizeof(int))) + ((long)scopes.Length * (Unsafe.SizeOf<FunctionScope>() + nint.Size));
    }

    /// <summary>About how many bytes it takes.</summary>
    public long Size { get; private set; }

    public ref readonly FunctionScope this[int scope] => ref _scopes[scope];

    /// <summary>Finds the innermost scope at an address, or -1.</summary>
    public int Find(ulong address)
    {
        int at = Sorted.LastNotAbove<ulong>(_starts, address);
        return at < 0 ? NoScope : _innermost[at];
    }

    /// <summary>The name of a scope, empty if it has none.</summary>
    public string NameOf(int scope, CodeUnit unit) => _names[scope] ?? ReadName(scope, unit);

    /// <summary>Takes the name of a scope that has none that can be read.</summary>
    public string Unname(int scope) => _names[scope] = "";

    /// <summary>Gives the pieces of code that it covers.</summary>
    public void AddCode(RangeCollector ranges, int owner)
    {
        for (int i = 0; i + 1 < _starts.Length; i++)
        {
            if (_innermost[i] != NoScope)
                ranges.Add(_starts[i], _starts[i + 1], owner);
        }
    }

    private string ReadName(int scope, CodeUnit unit)
    {
        ref readonly FunctionScope wanted = ref _scopes[scope];
        DwarfFile? file = wanted.IsNameInSupplement ? unit.File.Supplement : unit.File;
        if (file?.FindName(wanted.NameEntry, out DwarfText text) is not { } owner)
            return Unname(scope);
        // Most functions were inlined more than once.
        text = owner.File.Place(text, owner);
        if (!_namesByPlace.TryGetValue((owner.File, text), out string? name))
        {
            Count(owner.File.Bytes(text, owner).Length, owner.File);
            name = owner.File.Text(text, owner) ?? "";
            _namesByPlace.Add((owner.File, text), name);
            Size += 80 + (2L * name.Length);
        }

        return _names[scope] = name;
    }

    private void Count(int bytes, DwarfFile file)
    {
        _nameBytes += bytes;
        long most = (long)file.Sections.Strings.Length + file.Sections.Info.Length + (file.Supplement?.Sections.Strings.Length ?? 0);
        if (_nameBytes > (MaxRepetition * most) + Slack)
            throw new DwarfFormatException(".debug_str is corrupt: texts overlap");
    }
}
