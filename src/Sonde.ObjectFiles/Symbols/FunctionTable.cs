using System.Runtime.CompilerServices;

namespace Sonde.ObjectFiles;

/// <summary>The functions of a unit with what was inlined into them: for each address the innermost.</summary>
internal sealed class FunctionTable
{
    private const int NoScope = -1;

    private readonly ulong[] _starts;
    private readonly int[] _innermost;
    private readonly FunctionScope[] _scopes;
    private readonly string?[] _names;
    private readonly Dictionary<long, string> _namesByEntry = [];

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
        // Most functions were inlined more than once.
        long key = (uint)wanted.NameEntry | (wanted.IsNameInSupplement ? 1L << 32 : 0);
        if (!_namesByEntry.TryGetValue(key, out string? name))
        {
            DwarfFile? file = wanted.IsNameInSupplement ? unit.File.Supplement : unit.File;
            name = file?.NameOf(wanted.NameEntry) ?? "";
            _namesByEntry.Add(key, name);
            Size += 64 + (2L * name.Length);
        }

        return _names[scope] = name;
    }
}
