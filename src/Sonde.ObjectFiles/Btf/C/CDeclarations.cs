namespace Sonde.ObjectFiles;

/// <summary>
/// The order of declarations: what is held by value is defined before, what is only pointed to is declared before, a typedef stands
/// before its first use.
/// </summary>
internal sealed class CDeclarations
{
    private readonly Btf _btf;
    private readonly CText _text;
    private readonly CForwards _forwards;
    private readonly CNames _names = new();
    private readonly CBudget _budget;
    private readonly CTypes _types;
    private readonly Progress[] _progress;
    private readonly bool[] _declared;
    private int _defining;

    public CDeclarations(Btf btf, CText text)
    {
        _btf = btf;
        _text = text;
        _forwards = new CForwards(btf);
        _budget = new CBudget(btf);
        _types = new CTypes(btf, text, _names, _forwards, _budget);
        _progress = new Progress[btf.EndId];
        _declared = new bool[btf.EndId];
    }

    private enum Progress : byte
    {
        None,
        Started,
        Done,
    }

    public void WriteAll()
    {
        CMissingTypes.Write(_btf, _text);
        bool[] referenced = CReferences.Find(_btf);
        foreach (BtfType type in _btf)
        {
            switch (type.Kind)
            {
                case BtfKind.Struct or BtfKind.Union when !type.NameUtf8.IsEmpty:
                    Define(type);
                    break;
                case BtfKind.Enum or BtfKind.Enum64 when !type.NameUtf8.IsEmpty || !referenced[type.Id]:
                    DefineEnum(type);
                    break;
                case BtfKind.Typedef:
                    NeedTypedef(type);
                    break;
                case BtfKind.Forward:
                    Declare(_forwards.Resolve(type));
                    break;
            }
        }
    }

    // What is used by value.
    private void NeedComplete(int id)
    {
        BtfType type = _btf[id];
        _budget.Enter(type);
        switch (type.Kind)
        {
            case BtfKind.Array:
                NeedComplete(type.Array.ElementTypeId);
                break;
            case BtfKind.Typedef:
                NeedTypedef(type);
                NeedComplete(type.TargetTypeId);
                break;
            case BtfKind.Struct or BtfKind.Union when !type.NameUtf8.IsEmpty:
                Define(type);
                break;
            case BtfKind.Forward when _forwards.Resolve(type) is { Kind: not BtfKind.Forward } definition:
                Define(definition);
                break;
            case BtfKind.Forward:
                throw new BtfFormatException($"BTF is corrupt: {type.Name} is only declared, and a value of it is part of another type");
            default:
                if (type.IsModifier)
                    NeedComplete(type.TargetTypeId);
                else
                    NeedParts(type);
                break;
        }

        _budget.Leave();
    }

    // What is used through a pointer, or in the prototype of a function.
    private void NeedDeclared(int id)
    {
        BtfType type = _btf[id];
        _budget.Enter(type);
        switch (type.Kind)
        {
            case BtfKind.Array:
                NeedComplete(type.Array.ElementTypeId);
                break;
            case BtfKind.Typedef:
                NeedTypedef(type);
                break;
            case BtfKind.Struct or BtfKind.Union when !type.NameUtf8.IsEmpty:
                Declare(type);
                break;
            case BtfKind.Forward:
                Declare(_forwards.Resolve(type));
                break;
            default:
                if (type.IsModifier)
                    NeedDeclared(type.TargetTypeId);
                else
                    NeedParts(type);
                break;
        }

        _budget.Leave();
    }

    // What is needed the same way in both cases.
    private void NeedParts(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Pointer:
                NeedDeclared(type.TargetTypeId);
                break;
            case BtfKind.FunctionPrototype:
                NeedDeclared(type.TargetTypeId);
                foreach (BtfParameter parameter in type.Parameters)
                    NeedDeclared(parameter.TypeId);
                break;
            case BtfKind.Struct or BtfKind.Union when _progress[type.Id] != Progress.Done:
                NeedMembers(type);
                _progress[type.Id] = Progress.Done;
                break;
            case BtfKind.Enum or BtfKind.Enum64 when !type.NameUtf8.IsEmpty:
                DefineEnum(type);
                break;
        }
    }

    private void NeedMembers(BtfType type)
    {
        foreach (BtfMember member in type.Members)
            NeedComplete(member.TypeId);
    }

    private void NeedTypedef(BtfType type)
    {
        if (_progress[type.Id] == Progress.Done)
            return;
        Start(type);
        int outer = _defining;
        _defining = 0;
        NeedDeclared(type.TargetTypeId);
        _defining = outer;
        _text.Write("typedef ");
        _types.WriteDeclaration(type.TargetTypeId, _names.OfTypedef(type));
        _text.Write(";\n\n");
        _progress[type.Id] = Progress.Done;
    }

    private void Define(BtfType type)
    {
        if (_progress[type.Id] == Progress.Done)
            return;
        Start(type);
        int outer = _defining;
        _defining = type.Id;
        NeedMembers(type);
        _defining = outer;
        _types.WriteComposite(type, isInline: false);
        _text.Write(";\n\n");
        _progress[type.Id] = Progress.Done;
    }

    private void DefineEnum(BtfType type)
    {
        if (_progress[type.Id] == Progress.Done)
            return;
        _types.WriteEnum(type);
        _text.Write(";\n\n");
        _progress[type.Id] = Progress.Done;
    }

    // The type that is being defined is declared by its own first line.
    private void Declare(BtfType type)
    {
        if (_declared[type.Id] || _progress[type.Id] == Progress.Done || type.Id == _defining)
            return;
        _declared[type.Id] = true;
        _types.WriteTag(type);
        _text.Write(";\n\n");
    }

    private void Start(BtfType type)
    {
        if (_progress[type.Id] == Progress.Started)
            throw new BtfFormatException($"BTF is corrupt: type {type.Id} ({type.Name}) contains itself");
        _progress[type.Id] = Progress.Started;
    }
}
