using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>
/// The types that maps and variables consist of, numbered from 1 in the order of first use. A structure that is only pointed to is known
/// by its name alone, or a map with one kernel pointer would bring half of the kernel along.
/// </summary>
internal sealed class TypeTable(Btf btf)
{
    private readonly HashSet<int> _held = [];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<BtfType> _types = [];
    private readonly List<int> _roots = [];

    public Btf Btf => btf;

    /// <summary>Notes the types of a map or a variable; all of them before the first number is asked for.</summary>
    public void AddRoot(params int[] ids)
    {
        foreach (int id in ids)
        {
            _roots.Add(id);
            Hold(id);
        }
    }

    /// <summary>The types in the order of their numbers. Visiting one may number more, which then come last.</summary>
    public IEnumerable<BtfType> InOrder()
    {
        foreach (int root in _roots)
            NumberOf(root);
        for (int i = 0; i < _types.Count; i++)
            yield return _types[i];
    }

    /// <summary>Number of a type, qualifiers and tags left out; 0 for void.</summary>
    public int NumberOf(int id)
    {
        BtfType type = btf.SkipModifiers(id);
        if (type.Kind == BtfKind.Void)
            return 0;
        if (!_numbers.TryGetValue(type.Id, out int number))
        {
            _types.Add(type);
            number = _types.Count;
            _numbers.Add(type.Id, number);
        }

        return number;
    }

    public bool IsHeld(BtfType type) => _held.Contains(type.Id);

    // A pending list instead of recursion: the depth of hostile types is not the depth of the stack.
    private void Hold(int root)
    {
        var pending = new Stack<int>([root]);
        while (pending.Count > 0)
        {
            BtfType type = btf.SkipModifiersAndTypedefs(pending.Pop());
            if (!_held.Add(type.Id))
                continue;
            if (type.Kind == BtfKind.Array)
                pending.Push(type.Array.ElementTypeId);
            foreach (BtfMember member in type.Members)
                pending.Push(member.TypeId);
        }
    }
}
